using System.Globalization;

namespace NeuralNet.Uncertainty.Tests;

public sealed class LossTests
{
    private static readonly double[] _weights = [0.25, 0.75];

    [Fact]
    public void Quantile_loss_is_the_mean_of_the_weighted_distances()
    {
        Matrix<double> q = Samples.FromRows<double>([[1, 2], [3, 4]]), t = Samples.FromRows<double>([[2, 2], [0, 0]]), gradient = q.Clone();

        double loss = new QuantileLoss<double>(0.1, 0.9).Evaluate(q, t, _weights, gradient);

        // 0.1 * 1, 0; 0.9 * 3, 0.1 * 4
        loss.Should().BeApproximately(0.25 * (0.1 + 0) / 2 + 0.75 * (2.7 + 0.4) / 2, 1e-15);
        gradient.Should().Be(Samples.FromRows<double>([[-0.25 * 0.1 / 2, 0], [0.75 * 0.9 / 2, 0.75 * (1 - 0.9) / 2]]));
    }

    [Fact]
    public void Gaussian_loss_is_the_mean_negative_logarithm_of_the_density()
    {
        Matrix<double> p = Samples.FromRows<double>([[1, 2], [3, 0.5]]), t = Samples.FromRows<double>([[2, 2], [0, 0]]);

        double loss = new GaussianLoss<double>().Evaluate(p, t, _weights, p.Clone());

        double first = -MathNet.Numerics.Distributions.Normal.PDFLn(1, 2, 2), second = -MathNet.Numerics.Distributions.Normal.PDFLn(3, 0.5, 0);
        loss.Should().BeApproximately(0.25 * first + 0.75 * second, 1e-14);
    }

    [Fact]
    public void Poisson_loss_is_the_mean_negative_logarithm_of_the_probability()
    {
        Matrix<double> z = Samples.FromRows<double>([[0.5, -1], [2, 0]]), t = Samples.FromRows<double>([[2, 0], [9, 1]]);

        double loss = new PoissonLoss<double>().Evaluate(z, t, _weights, z.Clone());

        double expected = 0;
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 2; j++)
                expected -= _weights[i] / 2 * MathNet.Numerics.Distributions.Poisson.PMFLn(Math.Exp(z[i, j]), (int)t[i, j]);
        }

        loss.Should().BeApproximately(expected, 1e-14);
    }

    [Fact]
    public void Losses_pass_the_gradient_check_on_predictions()
    {
        Matrix<double> p = Sets.Normal(10, 6, seed: 1), y = Sets.Normal(10, 3, seed: 2).PointwiseAbs();
        var quantiles = new QuantileLoss<double>(0.2, 0.7);

        GradientCheck.OfLoss(quantiles, p, quantiles.TargetsFor(y)).IsCorrect.Should().BeTrue();
        GradientCheck.OfLoss(new GaussianLoss<double>(), p.PointwiseAbs() + 0.1, new GaussianLoss<double>().TargetsFor(y)).IsCorrect.Should().BeTrue();
        GradientCheck.OfLoss(new PoissonLoss<double>(), p, quantiles.TargetsFor(y)).IsCorrect.Should().BeTrue();
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(-1e300)]
    [InlineData(1e-300)]
    public void Values_of_any_size_give_a_finite_quantile_loss_and_gradient(double value)
    {
        Matrix<double> p = Matrix<double>.Build.Dense(1, 1, value), t = Matrix<double>.Build.Dense(1, 1, -1), gradient = p.Clone();

        double loss = new QuantileLoss<double>(0.3).Evaluate(p, t, [1], gradient);

        double.IsFinite(loss).Should().BeTrue();
        gradient[0, 0].Should().BeApproximately(value > -1 ? 0.7 : -0.3, 1e-16);
    }

    [Fact]
    public void Poisson_loss_is_minimised_by_newton_steps()
    {
        Matrix<double> x = Sets.Normal(200, 1, seed: 1), y = x.Map(value => Math.Floor(Math.Exp(0.5 + 0.8 * value)));
        Network<double> network = Network.WithInputs<double>(1).Dense(1).Exponential().Build(seed: 1);

        new Trainer<double>(network, new PoissonLoss<double>(), new TrainingOptions { Optimizer = new LevenbergMarquardt(), Epochs = 50 }).Fit(x, y);

        // The score equations of the generalised linear model: residuals are orthogonal to 1 and to x.
        Matrix<double> residuals = network.Predict(x) - y;
        residuals.Column(0).Average().Should().BeApproximately(0, 1e-8);
        (x.Column(0) * residuals.Column(0) / 200).Should().BeApproximately(0, 1e-8);
    }

    [Fact]
    public void Deviations_of_noise_are_found()
    {
        (Matrix<double> x, Matrix<double> y) = Sets.Noisy(2000, seed: 1);
        var loss = new GaussianLoss<double>();
        Network<double> network = Network.WithInputs<double>(1).Dense(24).Tanh().Dense(2).MeanAndDeviation().Build(seed: 1);

        var options = new TrainingOptions { Optimizer = new Adam { LearningRate = new CosineDecay(0.02, 12_000) }, Epochs = 400, BatchSize = 64 };
        new Trainer<double>(network, loss, options).Fit(x, loss.TargetsFor(y));

        foreach (double at in new[] { -1.5, 0, 1.5 })
        {
            double[] meanAndDeviation = network.Predict([at]);
            meanAndDeviation[0].Should().BeApproximately(Math.Sin(2 * at), 0.15);
            meanAndDeviation[1].Should().BeApproximately(0.1 + 0.2 * Math.Abs(at), 0.08);
        }
    }

    /// <summary>The fits of statsmodels, see Data/README.md.</summary>
    [Theory]
    [InlineData(0.1, 110.14157482, 0.40176576)]
    [InlineData(0.5, 81.482256, 0.560181)]
    [InlineData(0.9, 67.35085082, 0.6862995)]
    public void Quantile_loss_without_a_hidden_layer_solves_the_linear_programme(double level, double intercept, double slope)
    {
        (Matrix<double> income, Matrix<double> food) = Engel();
        Network<double> network = Network.WithInputs<double>(1).Standardize(income).Dense(1).Build(seed: 1);
        var scaler = StandardScaler.Fit(food);
        var options = new TrainingOptions
        {
            Optimizer = new Adam { LearningRate = new ExponentialDecay(0.05, 0.999) },
            Epochs = 16_000,
            BatchSize = 235,
            Diagnostics = Diagnostics.Off,
        };

        new Trainer<double>(network, new QuantileLoss<double>(level), options).Fit(income, scaler.Transform(food));

        var fitted = new Network<double>(1, [.. network.Layers, Scaling.Restore<double>(scaler)]);
        fitted.Predict([0.0])[0].Should().BeApproximately(intercept, 1e-4);
        fitted.Jacobian([1000.0])[0, 0].Should().BeApproximately(slope, 1e-6);
    }

    [Fact]
    public void Several_quantiles_hold_their_shares_and_never_cross()
    {
        (Matrix<double> x, Matrix<double> y) = Sets.Noisy(2000, seed: 2);
        var loss = new QuantileLoss<double>(0.05, 0.25, 0.5, 0.75, 0.95);
        Network<double> network = Network.WithInputs<double>(1).Dense(24).Tanh().Dense(5).Quantiles(5).Build(seed: 1);

        var options = new TrainingOptions
        {
            Optimizer = new Adam { LearningRate = new ExponentialDecay(0.02, 0.993) },
            Epochs = 1000,
            BatchSize = 2000,
            Diagnostics = Diagnostics.Off,
        };
        new Trainer<double>(network, loss, options).Fit(x, loss.TargetsFor(y));

        Matrix<double> quantiles = network.Predict(x);
        for (int k = 0; k < 5; k++)
            Enumerable.Range(0, 2000).Average(i => y[i, 0] <= quantiles[i, k] ? 1.0 : 0).Should().BeApproximately(loss.Levels[k], 0.03);
        Matrix<double> anywhere = network.Predict(Matrix<double>.Build.Dense(2001, 1, (i, _) => i - 1000));
        anywhere.EnumerateRows().Should().AllSatisfy(row => row.Should().BeInAscendingOrder());
    }

    [Fact]
    public void Levels_that_are_none_are_refused()
    {
        FluentActions.Invoking(() => new QuantileLoss<double>()).Should().Throw<ArgumentException>().WithMessage("*'levels' is empty*");
        foreach (double level in new[] { 0, 1, -0.5, double.NaN })
            FluentActions.Invoking(() => new QuantileLoss<double>(level)).Should().Throw<ArgumentException>().WithMessage("*above 0 and below 1*");
        FluentActions.Invoking(() => new QuantileLoss<double>(0.5, 0.5)).Should().Throw<ArgumentException>().WithMessage("*levels rise*");
    }

    [Fact]
    public void Targets_that_were_not_repeated_are_refused_with_the_way_to_do_it()
    {
        Network<double> network = Network.WithInputs<double>(1).Dense(2).Build();
        Matrix<double> x = Matrix<double>.Build.Dense(2, 1), y = Samples.FromRows<double>([[1, 1], [2, 3]]);

        Action train = () => new Trainer<double>(network, new QuantileLoss<double>(0.1, 0.9)).Fit(x, y);

        train.Should().Throw<ArgumentException>().WithMessage("*differs at row 1 between columns 0 and 1*QuantileLoss.TargetsFor(y) repeats*2 times*");
    }

    [Fact]
    public void A_deviation_that_is_none_says_which_layer_is_missing()
    {
        Network<double> network = Network.WithInputs<double>(1).Dense(2).Build(seed: 1);
        Matrix<double> x = Matrix<double>.Build.Dense(2, 1), y = Matrix<double>.Build.Dense(2, 2, 1);

        Action train = () => new Trainer<double>(network, new GaussianLoss<double>()).Fit(x, y);

        train.Should().Throw<ArgumentException>().WithMessage("*deviation at row 0, column 1 is 0*MeanAndDeviation*");
    }

    [Fact]
    public void Negative_counts_are_refused()
    {
        Network<double> network = Network.WithInputs<double>(1).Dense(1).Build(seed: 1);

        Action train = () => new Trainer<double>(network, new PoissonLoss<double>())
            .Fit(Matrix<double>.Build.Dense(2, 1), Samples.FromRows<double>([[0], [-1]]));

        train.Should().Throw<ArgumentException>().WithMessage("*-1 at row 1, column 0*count*");
    }

    private static (Matrix<double> Income, Matrix<double> Food) Engel()
    {
        double[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "engel.csv")).Skip(1)
            .Select(line => line.Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray())];
        Matrix<double> all = Samples.FromRows(rows);
        return (all.SubMatrix(0, all.RowCount, 0, 1), all.SubMatrix(0, all.RowCount, 1, 1));
    }
}
