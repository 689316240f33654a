using Microsoft.Extensions.Diagnostics.HealthChecks;
using NeuralNet;

namespace Serving;

/// <summary>Well means that the model still knows a flower that everybody knows.</summary>
internal sealed class ModelHealth(Network<float> network) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var probabilities = new float[Prediction.AllSpecies.Count];
        network.Predict([5.1f, 3.5f, 1.4f, 0.2f], probabilities);
        string species = Prediction.From(probabilities).Species;
        return Task.FromResult(species == "setosa"
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The model takes a typical setosa for {species}."));
    }
}
