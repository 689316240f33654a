using System.Text.Json;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

namespace Serving;

/// <summary>The service: the species of one flower, of many, and whether the model is well.</summary>
internal static class Service
{
    private const int LargestBatch = 10_000;

    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    public static WebApplication Build(string model, string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
        builder.Configuration["urls"] ??= "http://127.0.0.1:5080";
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 2 << 20);

        // All that a network needs: it is read once, when the service starts, and predicts for all requests at once without a lock.
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
        app.MapPost("/predict", (HttpRequest request, Network<float> network) => Answer(request, flower => Predict(flower, network)));
        app.MapPost("/predict/batch", (HttpRequest request, Network<float> network) => Answer(request, flowers => PredictBatch(flowers, network)));
        return app;
    }

    private static async Task<IResult> Answer(HttpRequest request, Func<JsonElement, IResult> answer)
    {
        try
        {
            using JsonDocument body = await JsonDocument.ParseAsync(request.Body, _strict, request.HttpContext.RequestAborted);
            return answer(body.RootElement);
        }
        catch (JsonException broken)
        {
            return TypedResults.Problem($"The body cannot be read: {broken.Message}", statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static IResult Predict(JsonElement flower, Network<float> network)
    {
        var errors = new FlowerErrors();
        Span<float> values = stackalloc float[Flower.Fields.Count];
        Flower.Read(flower, "", values, errors);
        if (errors.Any)
            return errors.ToProblem();

        Span<float> probabilities = stackalloc float[Flower.Species.Count];
        network.Predict(values, probabilities);
        return TypedResults.Ok(Prediction.From(probabilities));
    }

    private static IResult PredictBatch(JsonElement flowers, Network<float> network)
    {
        var errors = new FlowerErrors();
        int count = flowers.ValueKind == JsonValueKind.Array ? flowers.GetArrayLength() : 0;
        if (count is 0 or > LargestBatch)
        {
            errors.Add("", flowers, $"an array of 1 to {LargestBatch} flowers");
            return errors.ToProblem();
        }

        float[] values = new float[count * Flower.Fields.Count];
        int row = 0;
        foreach (JsonElement flower in flowers.EnumerateArray())
        {
            Flower.Read(flower, $"[{row}]", values.AsSpan(row * Flower.Fields.Count, Flower.Fields.Count), errors);
            row++;
        }

        if (errors.Any)
            return errors.ToProblem();

        Matrix<float> probabilities = network.Predict(Matrix<float>.Build.DenseOfRowMajor(count, Flower.Fields.Count, values));
        return TypedResults.Ok(probabilities.EnumerateRows().Select(one => Prediction.From(one.AsArray() ?? one.ToArray())).ToArray());
    }
}
