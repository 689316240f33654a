namespace NeuralNet.Tabular.Tests;

public sealed class DerivativeTests
{
    private static readonly Table _houses = Some.Houses(400);
    private static readonly Lazy<TabularModel> _model = new(() => TabularModel.Train(_houses, "price", Some.Quick));

    [Theory]
    [InlineData("size", 0.05, 0.01)]
    [InlineData("built", 0.45, 0.03)]
    public void A_derivative_is_the_difference_of_predictions_on_both_sides(string column, double step, double share)
    {
        // Within a day, since weekdays are steps; a day changes the price by little more than what single precision
        // rounds.
        Table rows = Moved(_houses, "built", 0.5);

        double[] derivatives = _model.Value.Derivatives(rows)[$"price by {column}"].Values.ToArray();

        double[] differences = Differences(_model.Value, rows, column, step, "price");
        ShouldBeClose(derivatives, differences, share);
    }

    [Fact]
    public void The_price_of_a_unit_of_size_and_of_a_day_are_found()
    {
        Table derivatives = _model.Value.Derivatives(_houses);

        // price = 3 size - age in years + ..., a gap where the size is not known, none for city and "sold before".
        derivatives.Columns.Select(column => column.Name).Should().Equal("price by size", "price by built");
        derivatives.Columns.Select(column => column.Gaps).Should().Equal(_houses["size"].Gaps, 0);
        Known(derivatives["price by size"]).Average().Should().BeApproximately(3, 0.4);
        (365 * Known(derivatives["price by built"]).Average()).Should().BeInRange(0.3, 1.3, "a part of it is in the step from one year to the next");
    }

    [Fact]
    public void Derivatives_of_a_target_that_is_learned_as_a_logarithm_are_in_its_own_unit()
    {
        var random = new RandomStream(4);
        Table table = Some.Csv("x,y\n" + string.Concat(Enumerable.Range(0, 400).Select(i =>
            FormattableString.Invariant($"{i / 80.0},{Math.Exp(i / 80.0 + 0.05 * random.NextNormal())}\n"))));
        TabularModel model = TabularModel.Train(table, "y", Some.Quick);

        double[] derivatives = model.Derivatives(table)["y by x"].Values.ToArray();

        model.Members.Should().Contain(member => member.Scale.IsLogarithm);
        ShouldBeClose(derivatives, Differences(model, table, "x", 0.01, "y"), 0.01);
        derivatives[200].Should().BeApproximately(Math.Exp(2.5), 0.2 * Math.Exp(2.5));
    }

    [Fact]
    public void Derivatives_of_calibrated_probabilities_are_those_of_what_is_predicted_and_add_up_to_nothing()
    {
        Table table = Some.File("horse_colic.csv");
        TabularModel trained = TabularModel.Train(table, "outcome", Some.Quick);
        var model = new TabularModel(trained.Columns, trained.Target, trained.Classes, [.. trained.Members], [], new Calibration(0, 1.7), trained.Report);
        // Pulses are integers, and sixteenths between them are where intervals of the encoding may meet.
        Table rows = Moved(table, "pulse", 0.345);

        Table derivatives = model.Derivatives(rows);

        foreach (string name in model.Classes)
            ShouldBeClose(derivatives[$"outcome = {name} by pulse"].Values.ToArray(), Differences(model, rows, "pulse", 0.02, $"outcome = {name}"), 0.01);
        double[][] byClass = [.. model.Classes.Select(name => derivatives[$"outcome = {name} by pulse"].Values.ToArray())];
        Enumerable.Range(0, rows.Count).Where(i => !double.IsNaN(byClass[0][i])).Should().OnlyContain(i => Math.Abs(byClass.Sum(values => values[i])) < 1e-6);
    }

    [Fact]
    public void A_model_without_numbers_and_dates_has_no_derivatives()
    {
        Table table = Some.Csv("city,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{"abc"[i % 3]},{i % 3 + i % 2}\n")));

        TabularModel.Train(table, "y", Some.Quick).Invoking(model => model.Derivatives(table)).Should().Throw<InvalidOperationException>()
            .WithMessage("*numbers and dates*'city'*");
    }

    [Fact]
    public void A_table_that_lacks_a_column_and_one_without_rows_are_answered_as_by_predictions()
    {
        _model.Value.Invoking(model => model.Derivatives(_houses.Without("city"))).Should().Throw<ArgumentException>().WithMessage("*'city'*");
        _model.Value.Derivatives(_houses.Rows([])).Count.Should().Be(0);
    }

    private static void ShouldBeClose(double[] derivatives, double[] differences, double share)
    {
        double size = Math.Sqrt(differences.Where(double.IsFinite).Average(value => value * value));
        derivatives.Select(double.IsNaN).Should().Equal(differences.Select(double.IsNaN));
        derivatives.Zip(differences, (a, b) => Math.Abs(a - b)).Where(double.IsFinite).Max().Should().BeLessThan(share * size);
    }

    private static double[] Differences(TabularModel model, Table rows, string column, double step, string output)
    {
        TableColumn above = model.PredictAll(Moved(rows, column, step))[output], below = model.PredictAll(Moved(rows, column, -step))[output];
        return [.. Enumerable.Range(0, rows.Count).Select(i => (above.Values[i] - below.Values[i]) / (2 * step) + 0 * rows[column].Values[i])];
    }

    private static Table Moved(Table table, string name, double step) => new([.. table.Columns.Select(column => column.Name != name
        ? column : new TableColumn(name, column.Kind, [.. column.Values.ToArray().Select(value => value + step)], column.Levels))]);

    private static IEnumerable<double> Known(TableColumn column) => column.Values.ToArray().Where(double.IsFinite);
}
