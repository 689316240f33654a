namespace NeuralNet.Tests;

public sealed class DataSplitTests
{
    // The features of a sample are its number.
    private static Dataset<double> Numbered(int[] labels, int classes) => new(Matrix<double>.Build.Dense(labels.Length, 1, (i, _) => i), labels, classes);

    [Fact]
    public void Every_sample_is_in_one_part_with_its_target_and_weight()
    {
        int[] labels = [.. Enumerable.Range(0, 50).Select(i => i % 3)];
        Dataset<double> data = Numbered(labels, 3) with { SampleWeights = [.. Enumerable.Range(0, 50).Select(i => i + 0.5)] };

        DataSplit<double> split = DataSplit<double>.Random(data, 0.3, seed: 1);

        Numbers(split.Training).Concat(Numbers(split.Held)).Should().BeEquivalentTo(Enumerable.Range(0, 50));
        Numbers(split.Held).Should().HaveCount(15);
        foreach (Dataset<double> part in new[] { split.Training, split.Held })
        {
            Labels.FromPredictions(part.Y).Should().Equal(Numbers(part).Select(i => labels[i]));
            part.SampleWeights.Should().Equal(Numbers(part).Select(i => i + 0.5));
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Each_class_is_split_in_the_same_proportion(double fraction)
    {
        int[] labels = [.. Enumerable.Repeat(0, 100).Concat(Enumerable.Repeat(1, 40)).Concat(Enumerable.Repeat(2, 20))];

        DataSplit<double> split = DataSplit<double>.Random(Numbered(labels, 3), fraction, seed: 2);

        int[] held = Labels.FromPredictions(split.Held.Y);
        held.Count(label => label == 0).Should().BeCloseTo((int)(100 * fraction), 1);
        held.Count(label => label == 1).Should().BeCloseTo((int)(40 * fraction), 1);
        held.Count(label => label == 2).Should().BeCloseTo((int)(20 * fraction), 1);
        held.Should().HaveCount((int)(160 * fraction));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    public void A_class_of_two_samples_has_one_to_train_on_if_at_most_half_is_held_back(double fraction)
    {
        int[] labels = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4];

        for (int seed = 0; seed < 20; seed++)
        {
            DataSplit<double> split = DataSplit<double>.Random(Numbered(labels, 5), fraction, seed);

            Labels.FromPredictions(split.Training.Y).Distinct().Should().HaveCount(5);
        }
    }

    [Fact]
    public void Zeros_and_ones_in_one_column_are_classes_other_targets_are_not()
    {
        Matrix<double> x = Matrix<double>.Build.Dense(20, 1, (i, _) => i);
        var binary = new Dataset<double>(x, Matrix<double>.Build.Dense(20, 1, (i, _) => i < 10 ? 1 : 0));
        var sorted = new Dataset<double>(x, Matrix<double>.Build.Dense(20, 1, (i, _) => i * 0.1));

        DataSplit<double>.Random(binary, 0.2, seed: 3).Held.Y.Enumerate().Sum().Should().Be(2);
        DataSplit<double>.Random(sorted, 0.2, seed: 3).Held.X.RowCount.Should().Be(4);
    }

    [Theory]
    [InlineData(2, 0.01, 1)]
    [InlineData(2, 0.99, 1)]
    [InlineData(3, 0.999, 2)]
    public void Each_part_has_at_least_one_sample(int samples, double fraction, int held)
        => DataSplit<double>.Random(Numbered(new int[samples], 1), fraction).Held.X.RowCount.Should().Be(held);

    [Fact]
    public void A_seed_gives_its_split_again_and_another_seed_another()
    {
        Dataset<double> data = Numbered(new int[100], 1);

        int[] first = Numbers(DataSplit<double>.Random(data, 0.3, seed: 1).Held);

        Numbers(DataSplit<double>.Random(data, 0.3, seed: 1).Held).Should().Equal(first);
        Numbers(DataSplit<double>.Random(data, 0.3, seed: 2).Held).Should().NotEqual(first);
    }

    [Fact]
    public void Sparse_targets_are_split_like_dense_ones()
    {
        int[] labels = [.. Enumerable.Range(0, 30).Select(i => i % 3)];
        Dataset<double> dense = Numbered(labels, 3);
        Dataset<double> sparse = new(Matrix<double>.Build.SparseOfMatrix(dense.X), Matrix<double>.Build.SparseOfMatrix(dense.Y));

        Numbers(DataSplit<double>.Random(sparse, 0.3, seed: 1).Held).Should().Equal(Numbers(DataSplit<double>.Random(dense, 0.3, seed: 1).Held));
    }

    private static int[] Numbers(Dataset<double> data) => [.. data.X.Column(0).Select(value => (int)value)];
}
