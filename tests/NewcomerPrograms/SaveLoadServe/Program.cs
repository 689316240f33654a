using System.Net.Http.Json;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

// Train and save: is a point inside the circle?
var random = new Random(1);
Matrix<float> x = Matrix<float>.Build.Dense(500, 2, (_, _) => 2 * random.NextSingle() - 1);
int[] inside = [.. x.EnumerateRows().Select(point => point.L2Norm() < 0.7 ? 1 : 0)];
var trained = Network.WithInputs<float>(2).Dense(16).Tanh().Dense(2).Softmax().Build(seed: 1);
var options = new TrainingOptions { Optimizer = new Adam { LearningRate = 0.02 }, Epochs = 100 };
new Trainer<float>(trained, new SoftmaxCrossEntropy<float>(), options).Fit(x, inside);
trained.Save("circle.safetensors");

// Load and serve: one network answers all requests at once.
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton(Network.Load<float>("circle.safetensors"));
WebApplication app = builder.Build();
app.MapGet("/inside", (float a, float b, Network<float> network) =>
{
    var probabilities = new float[network.Outputs];
    network.Predict([a, b], probabilities);
    return probabilities[1];
});
await app.StartAsync();

// Ask, as many clients do.
using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
IEnumerable<string> questions = Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"/inside?a={x[i, 0]}&b={x[i, 1]}"));
float[] answers = await Task.WhenAll(questions.Select(question => client.GetFromJsonAsync<float>(question)));
await app.StopAsync();

Matrix<float> expected = trained.Predict(x);
int same = Enumerable.Range(0, 200).Count(i => answers[i] == expected[i, 1]);
int right = Enumerable.Range(0, 200).Count(i => answers[i] > 0.5 == (inside[i] == 1));
Console.WriteLine($"200 answers: {same} as the network gave them before it was saved, {right} right");
return same == 200 && right > 180 ? 0 : 1;
