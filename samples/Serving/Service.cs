using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

namespace Serving;

/// <summary>The service: the species of one flower, of many, and whether the model is well.</summary>
internal static class Service
{
    private const int LargestBatch = 10_000;

    public static WebApplication Build(string model, string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
        builder.Configuration["urls"] ??= "http://127.0.0.1:5080";
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 2 << 20);

        // All that a network needs: it is read once, when the service starts, and predicts for all requests at once
        // without a lock.
        builder.Services.AddSingleton(Network.Load<float>(model));

        builder.Services.AddHealthChecks().AddCheck<ModelHealth>("model");
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default));
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        WebApplication app = builder.Build();
        // A body that is too large, for example, is the caller's error and not the service's.
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = exception => exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
        });
        app.UseStatusCodePages();
        app.MapHealthChecks("/health");
        app.MapGet("/model", (Network<float> network) => network.ToString());
        app.MapPost("/predict", (HttpRequest request, Network<float> network)
            => Answer(request, ServiceJson.Default.Flower, flower => Predict(flower, network)));
        app.MapPost("/predict/batch", (HttpRequest request, Network<float> network)
            => Answer(request, ServiceJson.Default.FlowerArray, flowers => PredictBatch(flowers, network)));
        return app;
    }

    /// <summary>
    /// Reads the body, whatever the request says it is: what is no JSON of the type is the caller's error.
    /// </summary>
    private static async Task<IResult> Answer<T>(HttpRequest request, JsonTypeInfo<T> type, Func<T, IResult> answer)
        where T : class
    {
        T? body;
        try
        {
            body = await JsonSerializer.DeserializeAsync(request.Body, type, request.HttpContext.RequestAborted);
        }
        catch (JsonException broken)
        {
            return BadRequest($"The body cannot be read: {broken.Message}");
        }

        return body is null ? BadRequest("The body is null.") : answer(body);
    }

    private static IResult Predict(Flower flower, Network<float> network)
    {
        var errors = new FlowerErrors();
        Span<float> values = stackalloc float[Flower.Fields];
        flower.Write(values, "", errors);
        if (errors.Any)
            return errors.ToProblem();

        Span<float> probabilities = stackalloc float[Prediction.AllSpecies.Count];
        network.Predict(values, probabilities);
        return TypedResults.Ok(Prediction.From(probabilities));
    }

    private static IResult PredictBatch(Flower?[] flowers, Network<float> network)
    {
        if (flowers.Length is 0 or > LargestBatch)
            return BadRequest($"The body has {flowers.Length} flowers, but 1 to {LargestBatch} were expected.");

        var errors = new FlowerErrors();
        float[] values = new float[flowers.Length * Flower.Fields];
        for (int i = 0; i < flowers.Length; i++)
            (flowers[i] ?? new Flower()).Write(values.AsSpan(i * Flower.Fields, Flower.Fields), $"[{i}]", errors);
        if (errors.Any)
            return errors.ToProblem();

        Matrix<float> probabilities = network.Predict(Matrix<float>.Build.DenseOfRowMajor(flowers.Length, Flower.Fields, values));
        return TypedResults.Ok(probabilities.EnumerateRows().Select(one => Prediction.From(one.AsArray() ?? one.ToArray())).ToArray());
    }

    private static IResult BadRequest(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
