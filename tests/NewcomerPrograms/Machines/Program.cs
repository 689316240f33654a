using MathNet.Numerics.LinearAlgebra;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NeuralNet;
using NeuralNet.Many;
using NeuralNet.Orleans;

// Each machine has a temperature of its own at which it wears most: a model for each, trained and asked on a cluster.
var recipe = new Recipe<double>("machines", (data, seed) => new Trainer<double>(
    Network.WithInputs<double>(1).Standardize(data.X).Dense(8).Tanh().Dense(1).Build(seed),
    new MeanSquaredError<double>(),
    new TrainingOptions { Optimizer = new LevenbergMarquardt(), Epochs = 60, Seed = seed }));

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.UseOrleans(silo => silo
    .UseLocalhostClustering()
    .AddMemoryGrainStorage(SiloTraining.StorageName)
    .AddNeuralNet(catalog => catalog.Add(recipe)));
using IHost host = builder.Build();
await host.StartAsync();
IGrainFactory cluster = host.Services.GetRequiredService<IGrainFactory>();

string[] machines = [.. Enumerable.Range(0, 30).Select(i => $"machine {i}")];
FleetResult result = await Fleet.TrainAsync("machines.fleet", machines, Measured, recipe, new FleetOptions { Runner = new ClusterRunner(cluster, "wear") });
Console.WriteLine($"{result.Count(ModelStatus.Trained)} machines trained");

// Who asks the cluster gets the wear at 60 degrees, each machine's own.
var models = new Models(cluster, "wear", "machines");
double[][] answers = await Task.WhenAll(machines.Select(machine => models.Predict(machine, [60])));
int near = Enumerable.Range(0, machines.Length).Count(i => Math.Abs(answers[i][0] - Wear(i, 60)) < 0.05);
Console.WriteLine($"{near} of {machines.Length} within 0.05 of the truth");

// The same without a cluster: to the bit.
Fleet.Train("alone.fleet", machines, Measured, recipe);
using Fleet<double> alone = Fleet.Open<double>("alone.fleet");
int same = Enumerable.Range(0, machines.Length).Count(i => alone.Load(machines[i]).Predict([60.0])[0] == answers[i][0]);
Console.WriteLine($"{same} the same in one process");
await host.StopAsync();
return near >= 28 && same == machines.Length ? 0 : 1;

static double Wear(int machine, double temperature) => Math.Exp(-Math.Pow((temperature - 40 - machine) / 20, 2));

static Dataset<double> Measured(string machine)
{
    int number = int.Parse(machine["machine ".Length..]);
    var random = new RandomStream(number);
    Matrix<double> x = Matrix<double>.Build.Dense(80, 1, (_, _) => 20 + 80 * random.NextDouble());
    return new Dataset<double>(x, x.Map(temperature => Wear(number, temperature) + 0.02 * random.NextNormal()));
}
