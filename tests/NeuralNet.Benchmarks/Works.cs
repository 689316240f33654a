namespace NeuralNet.Benchmarks;

/// <summary>The training tasks that are measured, each with the fraction of the FMA peak that it is to reach.</summary>
internal static class Works
{
    public static Work[] All { get; } =
    [
        new("784-300-75-10, batch 128", [784, 300, 75, 10], 128, 60_000, 0.82) { Momentum = 0.9 },
        new("784-300-75-10, batch 32", [784, 300, 75, 10], 32, 60_000, 0.76) { Momentum = 0.9 },
        new("3072-50-10, L2, batch 200", [3072, 50, 10], 200, 10_000, 0.78) { L2 = 0.001 },
        new("1024-2048-2048-10, batch 256", [1024, 2048, 2048, 10], 256, 2_560, 0.82) { Momentum = 0.9 },
        new("784-64-784 sigmoid, batch 128", [784, 64, 784], 128, 12_800, 0.72) { Activation = "Sigmoid", IsAutoencoder = true },
        new("30-64-32-2, batch 32", [30, 64, 32, 2], 32, 32_000, 0.35) { Momentum = 0.9 },
        new("6-64-8-4, batch 32", [6, 64, 8, 4], 32, 32_000, 0.20) { Momentum = 0.9 },
    ];

    /// <summary>
    /// The first two with optimizers that do more with each weight: with batch 128 at least 0.9 of momentum's speed.
    /// </summary>
    public static Work[] Adaptive { get; } =
    [
        new("784-300-75-10, batch 128, Adam", [784, 300, 75, 10], 128, 60_000, 0.74) { Adaptive = new Adam() },
        new("784-300-75-10, batch 32, Adam", [784, 300, 75, 10], 32, 60_000, 0.58) { Adaptive = new Adam() },
        new("784-300-75-10, batch 128, AdamW", [784, 300, 75, 10], 128, 60_000, 0.74) { Adaptive = new AdamW() },
        new("784-300-75-10, batch 32, AdamW", [784, 300, 75, 10], 32, 60_000, 0.58) { Adaptive = new AdamW() },
    ];

    /// <summary>Its bar is a ratio to <see cref="XorLoop"/>.</summary>
    public static Work Xor { get; } = new("XOR 2-2-1", [2, 2, 1], 4, 40_000, 1.5) { Activation = "Sigmoid", IsAutoencoder = true };
}
