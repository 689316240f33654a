namespace NeuralNet.Tests;

public sealed class ConfusionMatrixTests
{
    // scikit-learn's user guide: confusion_matrix of these is [[2, 0, 0], [0, 0, 1], [1, 0, 2]].
    private static readonly ConfusionMatrix _confusion =
        new(predicted: [0, 0, 2, 2, 0, 2], actual: [2, 0, 2, 2, 0, 1], classes: 3, names: ["ant", "bird", "cat"]);

    [Fact]
    public void Rows_are_actual_and_columns_predicted_classes()
    {
        int[] counts = [.. from actual in Enumerable.Range(0, 3) from predicted in Enumerable.Range(0, 3) select _confusion[actual, predicted]];

        counts.Should().Equal(2, 0, 0, 0, 0, 1, 1, 0, 2);
        (_confusion.Classes, _confusion.Samples).Should().Be((3, 6));
    }

    [Fact]
    public void Scores_are_those_of_scikit_learn_s_classification_report()
    {
        // precision 2/3, 0, 2/3; recall 1, 0, 2/3; F1 0.8, 0, 2/3; accuracy 4/6.
        new[] { 0, 1, 2 }.Select(_confusion.Precision).Should().Equal(2.0 / 3, 0, 2.0 / 3);
        new[] { 0, 1, 2 }.Select(_confusion.Recall).Should().Equal(1, 0, 2.0 / 3);
        new[] { 0, 1, 2 }.Select(_confusion.F1).Should().Equal(0.8, 0, 2.0 / 3);
        _confusion.Accuracy.Should().Be(4.0 / 6);
        _confusion.MacroF1.Should().BeApproximately((0.8 + 0 + 2.0 / 3) / 3, 1e-15);
    }

    [Fact]
    public void A_class_that_never_occurs_scores_0_and_does_not_count_in_the_mean()
    {
        var confusion = new ConfusionMatrix([0, 1], [0, 1], classes: 3);

        confusion.F1(2).Should().Be(0);
        confusion.MacroF1.Should().Be(1);
    }

    [Fact]
    public void It_prints_as_a_table_with_the_scores_of_each_class()
    {
        string[] lines = _confusion.ToString().Split(Environment.NewLine);

        lines.Should().HaveCount(5);
        Words(lines[0]).Should().Equal("actual", "ant", "bird", "cat", "precision", "recall", "F1");
        Words(lines[1]).Should().Equal("ant", "2", "0", "0", "0.667", "1.000", "0.800");
        Words(lines[3]).Should().Equal("cat", "1", "0", "2", "0.667", "0.667", "0.667");
        lines[4].Should().Be("accuracy 66.67 % of 6 samples");
        lines[..4].Select(line => line.Length).Distinct().Should().ContainSingle();
    }

    [Fact]
    public void Long_names_and_large_counts_keep_the_columns_in_line()
    {
        int[] labels = [.. Enumerable.Repeat(0, 123_456), 1];
        var confusion = new ConfusionMatrix(labels, labels, classes: 2, names: ["a rather long name of a class", "b"]);

        string[] lines = confusion.ToString().Split(Environment.NewLine);

        lines[..3].Select(line => line.Length).Distinct().Should().ContainSingle();
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
