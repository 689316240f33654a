using NeuralNet.Uncertainty;

namespace NeuralNet.Tabular;

/// <summary>All of a model but names and weights, as numbers one after the other.</summary>
internal static class ModelOutline
{
    private const int Version = 1;
    private const int MostColumns = 1 << 20;

    public static double[] Write(TabularModel model)
    {
        var tape = new Tape();
        tape.Write(Version);
        foreach (InputColumn column in model.Columns)
            tape.Write((int)column.Kind);
        tape.Write(model.Calibration.HalfWidth == double.PositiveInfinity ? -1 : model.Calibration.HalfWidth);
        tape.Write(model.Calibration.Temperature);
        Write(tape, model.Report, model.Columns);
        tape.Write(model.SpreadMembers.Count);
        foreach (Member member in model.Members.Concat(model.SpreadMembers))
            MemberStorage.Write(tape, member);
        return tape.ToArray();
    }

    public static TabularModel Read(ModelLayer layer, IReadOnlyList<string> names, string target, DataSchema schema)
    {
        var tape = new Tape(layer[0]);
        if (tape.ReadCount(int.MaxValue) is var version && version != Version)
            throw new InvalidDataException($"The model is of version {version}, but this library reads version {Version}.");
        IReadOnlyList<string> classes = schema.ClassNames ?? [];
        InputColumn[] columns =
        [
            .. names.Select((name, j) => new InputColumn(name, (ColumnKind)tape.ReadCount((int)ColumnKind.Text),
                schema.Categories.TryGetValue(name, out LabelEncoder? levels) ? levels.ClassNames : []) { Unit = schema.FeatureUnits?[j] ?? "" }),
        ];
        double width = tape.ReadFinite();
        var calibration = new Calibration(width < 0 ? double.PositiveInfinity : width, tape.ReadFinite());
        if (calibration.Temperature <= 0)
            throw new InvalidDataException($"The file's temperature of probabilities is {calibration.Temperature}, but it is above 0.");
        TabularReport report = ReadReport(tape, target, columns, Math.Max(1, classes.Count), layer.Choices) with { Unit = schema.TargetUnits?[0] ?? "" };
        int spread = tape.ReadCount(layer.Members - 1);
        Member[] members = new Member[layer.Members];
        for (int i = 0; i < members.Length; i++)
            members[i] = MemberStorage.Read(tape, layer[1 + i], columns.Length, Math.Max(1, classes.Count));
        tape.CheckEnd();
        return new TabularModel(columns, target, classes, members[..^spread], members[^spread..], calibration, report);
    }

    private static void Write(Tape tape, TabularReport report, IReadOnlyList<InputColumn> columns)
    {
        tape.Write(report.Rows);
        tape.Write(report.ScoredRows);
        foreach (HeldScores scores in (HeldScores[])[report.Score, report.Linear, report.Constant])
        {
            tape.Write(scores.Error);
            tape.Write(scores.Share);
        }

        tape.Write(report.Importance.Count);
        string[] names = [.. columns.Select(column => column.Name)];
        foreach (ColumnImportance importance in report.Importance)
        {
            tape.Write(Array.IndexOf(names, importance.Name));
            tape.Write(importance.Mean);
            tape.Write(importance.Deviation);
        }
    }

    private static TabularReport ReadReport(Tape tape, string target, InputColumn[] columns, int outputs, IReadOnlyList<string> choices)
    {
        (int rows, int scored) = (tape.ReadCount(int.MaxValue), tape.ReadCount(int.MaxValue));
        HeldScores[] scores = [.. Enumerable.Range(0, 3).Select(_ => new HeldScores(tape.Read(), tape.Read()))];
        var importance = new ColumnImportance[tape.ReadCount(MostColumns)];
        for (int i = 0; i < importance.Length; i++)
            importance[i] = new ColumnImportance(columns[tape.ReadCount(columns.Length - 1)].Name, tape.Read(), tape.Read());
        return new TabularReport
        {
            Target = target,
            Unit = "",
            Rows = rows,
            ScoredRows = scored,
            Score = scores[0],
            Linear = scores[1],
            Constant = scores[2],
            Choices = choices,
            Notes = [],
            Importance = importance,
            Outputs = outputs,
        };
    }
}
