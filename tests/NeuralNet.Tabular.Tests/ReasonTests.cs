namespace NeuralNet.Tabular.Tests;

public sealed class ReasonTests
{
    private static readonly Table _rows = Some.Houses(400);
    private static readonly Lazy<TabularModel> _model = new(() => TabularModel.Train(_rows, "price", Some.Quick));

    [Fact]
    public void Dependence_on_a_number_is_its_slope_in_its_own_unit_and_that_of_the_target()
    {
        Table dependence = _model.Value.PartialDependence(_rows, "size", points: 9);

        // price = 3 size + ..., so over the middle of the range the mean prediction rises by 3 for each unit.
        dependence.Columns.Select(column => column.Name).Should().Equal("size", "price");
        dependence.Count.Should().Be(9);
        double slope = ((double)dependence["price"][7]! - (double)dependence["price"][1]!) / ((double)dependence["size"][7]! - (double)dependence["size"][1]!);
        slope.Should().BeApproximately(3, 0.4);
    }

    [Fact]
    public void Dependence_on_a_category_names_its_levels_and_on_a_date_its_days()
    {
        Table cities = _model.Value.PartialDependence(_rows, "city"), days = _model.Value.PartialDependence(_rows, "built", points: 5);

        Enumerable.Range(0, 3).Select(cities["city"].TextAt).Should().Equal("a", "b", "c");
        ((double)cities["price"][1]! - (double)cities["price"][0]!).Should().BeApproximately(10, 2);
        days["built"].Kind.Should().Be(ColumnKind.Date);
        ((double)days["price"][4]! - (double)days["price"][0]!).Should().BeApproximately(29, 5, "a year is worth 1, and houses are of thirty years");
    }

    [Fact]
    public void Probabilities_depend_on_a_column_and_add_up_to_one()
    {
        Table table = Some.File("horse_colic.csv");

        Table dependence = TabularModel.Train(table, "outcome", Some.Quick).PartialDependence(table, "pulse", points: 4);

        dependence.Columns.Skip(1).Select(column => column.Name).Should().Equal("outcome = died", "outcome = euthanized", "outcome = lived");
        Enumerable.Range(0, dependence.Count).Should().OnlyContain(row => Math.Abs(dependence.Columns.Skip(1).Sum(column => (double)column[row]!) - 1) < 1e-9);
    }

    [Fact]
    public void A_column_that_the_model_does_not_have_and_one_without_values_are_refused()
    {
        _model.Value.Invoking(m => m.PartialDependence(_rows, "price")).Should().Throw<ArgumentException>().WithMessage("*no column 'price'*'size', 'city'*");
        _model.Value.Invoking(m => m.PartialDependence(Some.Csv("size,city,built,sold before\n\"\",a,2010-01-01,no\n"), "size"))
            .Should().Throw<ArgumentException>().WithMessage("*'size' has no value in 1 rows*");
    }

    [Fact]
    public void The_column_that_explains_most_is_the_most_important_one_and_shuffles_scatter()
    {
        TabularReport report = _model.Value.Report;

        // Deviations of what columns add to the price: 8.7 of the years, 6.9 of the sizes, 4.7 of the cities.
        report.Importance.Select(column => column.Name).Should().Equal("built", "size", "city", "sold before");
        report.Importance[0].Mean.Should().BeGreaterThan(report.Importance[1].Mean);
        report.Importance.Should().OnlyContain(column => column.Deviation > 0);
    }
}
