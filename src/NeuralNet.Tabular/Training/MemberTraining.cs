using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Uncertainty;

namespace NeuralNet.Tabular;

/// <summary>Trains one member: encodes its rows, and lets the trainer of the library find the weights.</summary>
internal static class MemberTraining
{
    // Of the mean loss, as Ridge(alpha = 1) and LogisticRegression(C = 1) have it.
    private const double PenaltyOfTheLinear = 1;
    private const float InitialDeviation = 0.3f;

    /// <param name="table">All rows.</param>
    /// <param name="recipe">What is made.</param>
    /// <param name="training">Rows to learn from; everything is fitted on them alone.</param>
    /// <param name="watched">Rows that say which epoch is the best.</param>
    /// <param name="seed">Of initial weights, order and dropout.</param>
    /// <param name="cancellation">Ends training.</param>
    public static (Member Member, TrainingResult Result) Train(
        TrainingTable table, Recipe recipe, int[] training, int[] watched, int seed, CancellationToken cancellation)
    {
        RowEncoder encoder = EncoderFitting.Fit(table, recipe, training);
        TargetScale scale = table.IsClassification ? TargetScale.None : TargetScale.Fit(table.TargetOf(training), recipe.IsLogarithm);
        Dataset<float> rows = Data(table, encoder, scale, training), held = Data(table, encoder, scale, watched);
        Network<float> network = NewNetwork(table, recipe, encoder, seed);
        Loss<float> loss = table.IsClassification ? new SoftmaxCrossEntropy<float>(recipe.LabelSmoothing) : new MeanSquaredError<float>();
        TrainingResult result = recipe.Method switch
        {
            Method.Linear => new Trainer<float>(network, loss, LinearOptions(recipe, training.Length)).Fit(rows, cancellation: cancellation),
            Method.Bayesian => FitBayesian(network, rows, recipe, seed, cancellation),
            _ => new Trainer<float>(network, loss, MinibatchOptions(recipe, seed)).Fit(rows, held, cancellation),
        };
        cancellation.ThrowIfCancellationRequested();
        return (new Member(encoder, network, scale), result);
    }

    /// <summary>Rows as inputs, <c>rows x width</c>.</summary>
    public static Matrix<float> Inputs(IReadOnlyList<TableColumn> columns, RowEncoder encoder, int[] rows)
    {
        float[] x = new float[(long)rows.Length * encoder.Width];
        float[] inputs = new float[encoder.Encodings.Max(encoding => encoding.Width)];
        for (int j = 0; j < columns.Count; j++)
        {
            ColumnEncoding encoding = encoder.Encodings[j];
            Cells values = columns[j].Values;
            for (int i = 0; i < rows.Length; i++)
            {
                encoding.Encode(values[rows[i]], inputs.AsSpan(0, encoding.Width));
                for (int k = 0; k < encoding.Width; k++)
                    x[(encoder.StartOf(j) + k) * rows.Length + i] = inputs[k];
            }
        }

        return Matrix<float>.Build.Dense(rows.Length, encoder.Width, x);
    }

    private static Dataset<float> Data(TrainingTable table, RowEncoder encoder, TargetScale scale, int[] rows)
    {
        Matrix<float> x = Inputs(table.Columns, encoder, rows);
        if (table.IsClassification)
            return new Dataset<float>(x, [.. rows.Select(row => (int)table.Target[row])], table.Outputs);
        return new Dataset<float>(x, Matrix<float>.Build.Dense(rows.Length, 1, [.. rows.Select(row => (float)scale.Scale(table.Target[row]))]));
    }

    private static Network<float> NewNetwork(TrainingTable table, Recipe recipe, RowEncoder encoder, int seed)
    {
        NetworkBuilder<float> builder = Network.WithInputs<float>(encoder.Width);
        if (encoder.Places.Length > 0)
            builder.Add(encoder.NewEmbedding(recipe.EmbeddingSize));
        foreach (int units in recipe.Hidden)
        {
            builder.Dense(units);
            _ = recipe.Method == Method.Bayesian ? builder.Tanh() : builder.SiLU();
            if (recipe.Dropout > 0)
                builder.Dropout(recipe.Dropout);
        }

        builder.Dense(table.Outputs);
        Network<float> network = (table.IsClassification ? builder.Softmax() : builder).Build(seed);
        if (network.Layers[0] is Embedding<float> embedding)
            Shrink(embedding);
        return network;
    }

    /// <summary>
    /// Makes the first vectors of categories small beside the inputs that are numbers: what a category means is found
    /// in training. Places that no training row has, such as those of rare levels and gaps, stay in the middle.
    /// </summary>
    private static void Shrink(Embedding<float> embedding)
    {
        foreach (Matrix<float> table in embedding.Parameters.Select(parameter => parameter.Value))
        {
            table.Multiply(InitialDeviation, table);
            table.ClearRow(CategoryEncoding.Rare);
            table.ClearRow(CategoryEncoding.Gap);
        }
    }

    private static TrainingOptions MinibatchOptions(Recipe recipe, int seed) => new()
    {
        Optimizer = new AdamW { LearningRate = new CosineDecay(recipe.LearningRate, recipe.Epochs), WeightDecay = recipe.WeightDecay, Beta2 = 0.99 },
        Epochs = recipe.Epochs,
        BatchSize = recipe.BatchSize,
        EarlyStopping = new EarlyStopping(Patience: recipe.Epochs),
        Seed = seed,
        Threads = 1,
        Diagnostics = Diagnostics.Off,
    };

    private static TrainingOptions LinearOptions(Recipe recipe, int rows) => new()
    {
        Optimizer = new Lbfgs(),
        Epochs = recipe.Epochs,
        L2 = PenaltyOfTheLinear / rows,
        Threads = 1,
        Diagnostics = Diagnostics.Off,
    };

    /// <summary>In double, which its linear equations need; the network gets the weights rounded.</summary>
    private static TrainingResult FitBayesian(Network<float> network, Dataset<float> rows, Recipe recipe, int seed, CancellationToken cancellation)
    {
        NetworkBuilder<double> builder = Network.WithInputs<double>(network.Inputs);
        foreach (int units in recipe.Hidden)
            builder.Dense(units).Tanh();
        Network<double> exact = builder.Dense(network.Outputs).Build(seed);
        var options = new TrainingOptions
        {
            Optimizer = new BayesianRegularization(),
            Epochs = recipe.Epochs,
            Threads = 1,
            Diagnostics = Diagnostics.Off,
        };
        TrainingResult result = new Trainer<double>(exact, new MeanSquaredError<double>(), options)
            .Fit(new Dataset<double>(rows.X.Map(value => (double)value), rows.Y.Map(value => (double)value)), cancellation: cancellation);
        for (int i = 0; i < exact.Parameters.Count; i++)
            exact.Parameters[i].Value.Map(value => (float)value).CopyTo(network.Parameters[i].Value);
        return result;
    }
}
