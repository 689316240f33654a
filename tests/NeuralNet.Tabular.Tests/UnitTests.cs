namespace NeuralNet.Tabular.Tests;

public sealed class UnitTests
{
    private static readonly Table _houses = Some.Houses(60).WithUnit("size", "a").WithUnit("price", "kEUR");
    private static readonly Lazy<TabularModel> _model = new(() => TabularModel.Train(_houses, "price", Some.Quick));

    [Fact]
    public void Units_are_kept_by_the_table_the_model_its_file_and_what_it_predicts()
    {
        using var file = new MemoryStream();
        _model.Value.Save(file);
        file.Position = 0;
        TabularModel loaded = TabularModel.Load(file);

        loaded.Unit.Should().Be("kEUR");
        loaded.Columns.Select(column => column.Unit).Should().Equal("a", "", "", "");
        loaded.PredictAll(_houses).Columns.Select(column => column.Unit).Should().Equal("kEUR", "kEUR", "kEUR");
        loaded.PartialDependence(_houses, "size").Columns.Select(column => column.Unit).Should().Equal("a", "kEUR");
        loaded.Derivatives(_houses).Columns.Select(column => column.Unit).Should().Equal("kEUR/a", "kEUR/day");
        loaded.ToString().Should().StartWith("'price' in kEUR from 4 columns");
        _houses.Rows([0, 1]).ToString().Should().Contain(" a ").And.Contain(" kEUR");
    }

    [Fact]
    public void A_file_of_a_model_says_the_units_to_any_reader_of_networks()
    {
        DataSchema schema = ModelStorage.Wrap(_model.Value).Schema;

        schema.FeatureUnits.Should().Equal("a", "", "", "");
        schema.TargetUnits.Should().Equal("kEUR");
    }

    [Fact]
    public void A_table_in_another_unit_is_refused_by_name_and_one_without_units_is_taken()
    {
        _model.Value.Invoking(model => model.PredictAll(Some.Houses(5).WithUnit("size", "m2"))).Should().Throw<ArgumentException>()
            .WithMessage("The table does not fit the model: 'size' is in m2, but a was expected.*");
        _model.Value.PredictAll(Some.Houses(5)).Count.Should().Be(5);
    }

    [Fact]
    public void What_has_no_unit_is_refused_one()
    {
        _houses.Invoking(table => table.WithUnit("city", "km")).Should().Throw<ArgumentException>().WithMessage("*'city' holds Category*numbers*");
        _houses.Invoking(table => table.WithUnit("Size", "km")).Should().Throw<ArgumentException>().WithMessage("*no column 'Size'*");
        _houses.Invoking(table => table.WithUnit("size", " ")).Should().Throw<ArgumentException>();
    }
}
