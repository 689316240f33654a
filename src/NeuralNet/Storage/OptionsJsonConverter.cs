using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralNet;

/// <summary>
/// Lets <c>System.Text.Json</c> write and read <see cref="TrainingOptions"/> and what they are made of, by their
/// descriptions, whatever the settings of the serializer. It is used without being asked for.
/// </summary>
/// <remarks>
/// Schedules and stop criteria of one's own are written, but read by <see cref="TrainingOptions.FromJson{T}"/> alone,
/// which is told how to make them.
/// </remarks>
public sealed class OptionsJsonConverter : JsonConverterFactory
{
    private static KnownTypes<double> Known => KnownTypes<double>.Library;

    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => Converter(typeToConvert) is not null;

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
        => Converter(typeToConvert) ?? throw new NotSupportedException($"{typeToConvert} belongs to no options.");

    private static JsonConverter? Converter(Type type)
        => type == typeof(TrainingOptions) ? new Described<TrainingOptions>(OptionsJson.Describe, given => OptionsJson.Make(given, Known))
            : type == typeof(Optimizer) ? OfOptimizers<Optimizer>()
            : type == typeof(MinibatchOptimizer) ? OfOptimizers<MinibatchOptimizer>()
            : type == typeof(FullBatchOptimizer) ? OfOptimizers<FullBatchOptimizer>()
            : type == typeof(LearningRateSchedule) ? new Described<LearningRateSchedule>(schedule => schedule.Describe(), Known.MakeSchedule)
            : type == typeof(GradientClipping) ? new Described<GradientClipping>(clipping => clipping.Describe(), Known.MakeClipping)
            : type == typeof(StopCriterion) ? new Described<StopCriterion>(criterion => criterion.Describe(), Known.MakeStopCriterion)
            : null;

    private static Described<TOptimizer> OfOptimizers<TOptimizer>()
        where TOptimizer : Optimizer
        => new(
            optimizer => optimizer.Describe(),
            given => Known.MakeOptimizer(given) as TOptimizer ?? throw new InvalidDataException($"{given.Kind} is no {typeof(TOptimizer).Name}."));

    private sealed class Described<TPart>(Func<TPart, Description> describe, Func<Description, TPart> make) : JsonConverter<TPart>
        where TPart : class
    {
        public override TPart Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            try
            {
                Description given = DescriptionText.Read(document.RootElement);
                TPart made = make(given);
                if (made is not TrainingOptions)
                    OptionsJson.CheckAllIsUsed(given, describe(made), "");
                return made;
            }
            catch (Exception e) when (e is InvalidDataException or ArgumentException)
            {
                throw new JsonException(e.Message, e);
            }
        }

        public override void Write(Utf8JsonWriter writer, TPart value, JsonSerializerOptions options)
            => DescriptionText.Write(writer, OptionsJson.RefuseFunctions(describe(value)));
    }
}
