using System.Diagnostics;
using System.Net.Http.Headers;
using NeuralNet;

namespace Serving;

/// <summary>
/// Requests per second and the time of a request, from clients in the same process to the service's loopback address;
/// bounded in count and time.
/// </summary>
internal static class LoadRun
{
    private const int Clients = 16;
    private const int MostRequestsPerClient = 50_000;

    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(8);

    public static async Task<int> Measure(string model)
    {
        await using WebApplication app = Service.Build(model, ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning"]);
        await app.StartAsync();
        var address = new Uri(app.Urls.Single());
        string flower = """{"sepalLength":5.1,"sepalWidth":3.5,"petalLength":1.4,"petalWidth":0.2}""";
        string flowers = $"[{string.Join(',', Enumerable.Repeat(flower, 256))}]";

        double alone = ModelMicroseconds(app.Services.GetRequiredService<Network<float>>());
        Console.WriteLine(FormattableString.Invariant($"the model alone: {alone:F2} us a flower"));
        int failures = await Report(new Uri(address, "/predict"), flower, 1);
        failures += await Report(new Uri(address, "/predict/batch"), flowers, 256);
        await app.StopAsync();
        return failures == 0 ? 0 : 1;
    }

    private static double ModelMicroseconds(Network<float> network)
    {
        const int Calls = 1_000_000;
        float[] values = [5.1f, 3.5f, 1.4f, 0.2f];
        float[] probabilities = new float[3];
        var clock = new Stopwatch();
        for (int call = -Calls; call < Calls; call++)
        {
            if (call == 0)
                clock.Start();
            network.Predict(values, probabilities);
        }

        return clock.Elapsed.TotalMicroseconds / Calls;
    }

    private static async Task<int> Report(Uri address, string body, int flowersPerRequest)
    {
        await Run(address, body, _warmUp);
        var clock = Stopwatch.StartNew();
        (List<double> milliseconds, int failures) = await Run(address, body, _duration);
        double seconds = clock.Elapsed.TotalSeconds;
        milliseconds.Sort();
        double requests = milliseconds.Count / seconds;
        double median = milliseconds[milliseconds.Count / 2];
        double slow = milliseconds[(int)(milliseconds.Count * 0.99)];
        Console.WriteLine(FormattableString.Invariant(
            $"{address.AbsolutePath}, {Clients} clients: {requests:N0} requests/s, {requests * flowersPerRequest:N0} flowers/s, ")
            + FormattableString.Invariant($"p50 {median:F2} ms, p99 {slow:F2} ms, {failures} failed"));
        return failures;
    }

    private static async Task<(List<double> Milliseconds, int Failures)> Run(Uri address, string body, TimeSpan duration)
    {
        using var http = new HttpClient();
        var clock = Stopwatch.StartNew();
        (List<double> Milliseconds, int Failures)[] all = await Task.WhenAll(
            Enumerable.Range(0, Clients).Select(_ => Task.Run(() => Client(http, address, body, clock, duration))));
        return ([.. all.SelectMany(one => one.Milliseconds)], all.Sum(one => one.Failures));
    }

    private static async Task<(List<double> Milliseconds, int Failures)> Client(HttpClient http, Uri address, string body, Stopwatch clock, TimeSpan duration)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(body);
        var milliseconds = new List<double>();
        int failures = 0;
        while (clock.Elapsed < duration && milliseconds.Count < MostRequestsPerClient)
        {
            using var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            long started = Stopwatch.GetTimestamp();
            using HttpResponseMessage response = await http.PostAsync(address, content);
            await response.Content.ReadAsByteArrayAsync();
            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            failures += response.IsSuccessStatusCode ? 0 : 1;
        }

        return (milliseconds, failures);
    }
}
