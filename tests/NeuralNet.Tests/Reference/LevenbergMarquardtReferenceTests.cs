using System.Numerics;

namespace NeuralNet.Tests;

public sealed class LevenbergMarquardtReferenceInDouble : LevenbergMarquardtReferenceTests<double>;

public sealed class LevenbergMarquardtReferenceInFloat : LevenbergMarquardtReferenceTests<float>;

/// <summary>Jacobian matrices, one step and whole runs of five networks.</summary>
public abstract class LevenbergMarquardtReferenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly RunFixture _fixture = Fixture.Read<RunFixture>("levenberg-marquardt");

    // In float a Jacobian is a chain of a few dozen roundings, and a step solves a system whose condition the damping
    // keeps near 1e3.
    private const double FloatJacobian = 1e-5, FloatStep = 2e-3;

    private static bool IsDouble => typeof(T) == typeof(double);

    public static TheoryData<string> Names => [.. _fixture.Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Jacobian_of_the_outputs(string name)
    {
        RunCase c = Case(name);
        Network<T> network = c.Network.Build<T>();

        Matrix<T> jacobian = Jacobians.Of(network, c.X.To<T>());

        int[] places = SolverNetwork.Places(network);
        var ordered = Matrix<T>.Build.Dense(jacobian.RowCount, jacobian.ColumnCount, (i, j) => jacobian[i, places[j]]);
        Fixture.Error(ordered, c.JacobianOfOutputs).Should().BeLessThan(IsDouble ? 1e-12 : FloatJacobian);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_step(string name)
    {
        RunCase c = Case(name);
        Trainer<T> trainer = c.Trainer<T>(new LevenbergMarquardt(), epochs: 1);

        trainer.Fit(c.Data<T>());

        Fixture.Error(SolverNetwork.ParametersOf(trainer.Network), c.AfterOneStep).Should().BeLessThan(IsDouble ? 1e-9 : FloatStep);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Whole_runs_have_the_objective_of_the_fixture_after_every_step(string name)
    {
        RunCase c = Case(name);
        Trainer<T> trainer = c.Trainer<T>(new LevenbergMarquardt { FirstDamping = c.FirstMu, DampingDecrease = c.Down, DampingIncrease = c.Up }, epochs: 1);

        foreach (Entry step in c.History)
        {
            trainer.Fit(c.Data<T>());

            double objective = trainer.Evaluate(c.Data<T>()).Loss;
            if (IsDouble && step.Objective > 1e-12)
                objective.Should().BeApproximately(step.Objective, 1e-7 * step.Objective);
        }

        // Float takes another way where rounding decides about a step, to an objective as good but for what a residual
        // of 1e-3 of the targets makes.
        double final = trainer.Evaluate(c.Data<T>()).Loss;
        final.Should().BeLessThan(c.History[^1].Objective * (IsDouble ? 1 + 1e-7 : 1.5) + (IsDouble ? 1e-12 : 1e-6));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Damping_rises_with_every_step_that_is_refused_and_falls_with_one_that_is_accepted(string name)
    {
        if (!IsDouble)
            return;
        RunCase c = Case(name);
        Network<T> network = c.Network.Build<T>();
        var state = new TrainingState<T>(network, new LevenbergMarquardt());
        var memory = (LevenbergMarquardtMemory<T>)state.Memory!;
        TrainingData<T> data = TrainingChecks.Data(c.Data<T>(), new DataNames("x", "y", "weights"), network, new MeanSquaredError<T>());
        var objective = new Objective<T>(network, new MeanSquaredError<T>(), state, data, workers: null, () => false) { L2 = c.L2 };
        var solver = new LevenbergMarquardtSolver<T>(objective, new LevenbergMarquardt(), memory, estimate: null, workers: null);

        foreach (Entry step in c.History)
        {
            solver.Iterate().Should().Be(Iteration.Moved);
            (memory.Damping / step.MuAfter).Should().BeApproximately(1, 1e-9);
        }
    }

    [Fact]
    public void Without_a_hidden_layer_two_steps_are_least_squares()
    {
        RunCase c = Case("linear network: least squares");
        Matrix<double> x = c.X.To<double>(), extended = x.Append(Matrix<double>.Build.Dense(x.RowCount, 1, 1));
        Matrix<double> exact = extended.QR().Solve(c.T.To<double>());
        Trainer<T> trainer = c.Trainer<T>(new LevenbergMarquardt(), epochs: 2);

        trainer.Fit(c.Data<T>());

        Fixture.Error(SolverNetwork.ParametersOf(trainer.Network), exact.ToColumnMajorArray()).Should().BeLessThan(IsDouble ? 1e-6 : 1e-5);
    }

    private static RunCase Case(string name) => _fixture.Cases.Single(c => c.Name == name);

    private sealed record RunFixture(RunCase[] Cases);

    private sealed record Entry(double Objective, double MuAfter, int Refused);

    private sealed record RunCase(string Name, SolverNetwork Network, FixtureMatrix X, FixtureMatrix T, double[] RowWeights, double L2, double FirstMu,
        double Down, double Up, FixtureMatrix JacobianOfOutputs, double[] AfterOneStep, Entry[] History)
    {
        public Dataset<TNumber> Data<TNumber>()
            where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
            => new(X.To<TNumber>(), T.To<TNumber>()) { SampleWeights = RowWeights };

        public Trainer<TNumber> Trainer<TNumber>(LevenbergMarquardt method, int epochs)
            where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
            => new(Network.Build<TNumber>(), new MeanSquaredError<TNumber>(), new TrainingOptions { Optimizer = method, Epochs = epochs, L2 = L2 });
    }
}
