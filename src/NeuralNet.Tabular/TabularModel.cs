namespace NeuralNet.Tabular;

/// <summary>
/// A model of a table: it takes rows as they are, with their categories, dates and gaps, and predicts one column from
/// the others. Immutable; any number of threads may predict at the same time.
/// </summary>
/// <remarks>
/// It is the mean of several networks, each trained on the rows of all folds but its own, each with an encoding of the
/// columns that was fitted on the same rows. So every row of the table is predicted by networks that have not learned
/// from it; scores, intervals and probabilities come from these predictions.
/// </remarks>
public sealed partial class TabularModel
{
    private readonly Member[] _members;
    private readonly Member[] _spread;
    private readonly Calibration _calibration;

    internal TabularModel(IReadOnlyList<InputColumn> columns, string target, IReadOnlyList<string> classes, Member[] members, Member[] spread,
        Calibration calibration, TabularReport report)
    {
        (Columns, Target, Classes, _calibration, Report) = (columns, target, classes, calibration, report);
        (_members, _spread) = (Member.Grouped(members), Member.Grouped(spread));
    }

    /// <summary>
    /// The columns that it takes, in the order of <see cref="Predict(ReadOnlySpan{double}, Span{double})"/>.
    /// </summary>
    public IReadOnlyList<InputColumn> Columns { get; }

    /// <summary>The column that it predicts.</summary>
    public string Target { get; }

    /// <summary>The unit of <see cref="Target"/>; empty if the table said none.</summary>
    public string Unit => Report.Unit;

    /// <summary>The classes in order; empty where a number is predicted.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>How it was made and how good it is.</summary>
    public TabularReport Report { get; }

    internal IReadOnlyList<Member> Members => _members;

    /// <summary>Members that say how large an error is to be expected; empty if it is the same for all rows.</summary>
    internal IReadOnlyList<Member> SpreadMembers => _spread;

    internal Calibration Calibration => _calibration;

    /// <summary>Trains a model that predicts one column of a table from the others.</summary>
    /// <param name="table">The rows; those without a target are left out.</param>
    /// <param name="target">The column to predict: a number, or a category or boolean, whose levels are
    /// classes.</param>
    /// <param name="options">The defaults if null.</param>
    /// <param name="cancellation">Ends training with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">
    /// There is no such column, it cannot be predicted, or no column is left to predict it from.
    /// </exception>
    public static TabularModel Train(Table table, string target, TabularOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(target);
        options ??= new TabularOptions();
        if (!Enum.IsDefined(options.Effort))
            throw new ArgumentOutOfRangeException(nameof(options), options.Effort,
                $"'{nameof(options.Effort)}' is {options.Effort:D}, which is no {nameof(Tabular.Effort)}.");
        return TabularTraining.Train(table, target, options, recipes: null, cancellation);
    }

    /// <summary>
    /// Held-out scores beside those of a constant and a linear model, the columns that matter, and what was chosen.
    /// </summary>
    public override string ToString() => Report.ToString();
}
