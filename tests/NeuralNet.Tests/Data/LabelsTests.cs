namespace NeuralNet.Tests;

public sealed class LabelsTests
{
    [Fact]
    public void Labels_become_one_hot_rows_and_labels_again()
    {
        Matrix<float> rows = Labels.ToOneHot<float>([2, 0, 1], 3);

        rows.Should().BeEquivalentTo(Samples.FromRows<float>([[0, 0, 1], [1, 0, 0], [0, 1, 0]]));
        Labels.FromPredictions(rows).Should().Equal(2, 0, 1);
    }

    [Fact]
    public void Ties_go_to_the_lowest_column()
        => Labels.FromPredictions(Samples.FromRows<double>([[1, 1, 0], [0, 2, 2], [-1, -1, -1]])).Should().Equal(0, 1, 0);

    [Fact]
    public void One_column_is_a_class_above_a_threshold()
    {
        Matrix<double> column = Samples.FromRows<double>([[0.5], [0.50001], [-1], [0]]);

        Labels.FromPredictions(column).Should().Equal(0, 1, 0, 0);
        Labels.FromPredictions(column, threshold: 0).Should().Equal(1, 1, 0, 0);
    }

    [Fact]
    public void A_subset_repeats_and_reorders_rows_with_their_weights()
    {
        Dataset<double> data = new Dataset<double>(Samples.FromRows<double>([[1], [2], [3]]), [0, 1, 0], classes: 2) with { SampleWeights = [10, 20, 30] };

        Dataset<double> subset = data.Subset([2, 0, 2]);

        subset.X.Column(0).Should().Equal(3, 1, 3);
        Labels.FromPredictions(subset.Y).Should().Equal(0, 0, 0);
        subset.SampleWeights.Should().Equal(30, 10, 30);
    }

    [Fact]
    public void Arrays_become_a_matrix_that_is_a_copy()
    {
        double[][] rows = [[1, 2], [3, 4], [5, 6]];

        Matrix<double> matrix = Samples.FromRows<double>(rows);
        rows[0][0] = 9;

        matrix.ToRowMajorArray().Should().Equal(1, 2, 3, 4, 5, 6);
    }
}
