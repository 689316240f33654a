using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serving;

/// <summary>
/// How requests are read and answers written, by code that the compiler generates. Strict: a field that is unknown or
/// occurs twice, and a number in quotes, are errors.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 4)]
[JsonSerializable(typeof(Flower))]
[JsonSerializable(typeof(Flower[]))]
[JsonSerializable(typeof(Prediction))]
[JsonSerializable(typeof(Prediction[]))]
internal sealed partial class ServiceJson : JsonSerializerContext;
