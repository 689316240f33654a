using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;
using NeuralNet.Numerics;

namespace NeuralNet.Benchmarks;

/// <summary>What the numbers of a table belong to.</summary>
internal static class Machine
{
    /// <summary>The processor, its caches, the width of vectors, and the blocks that products are cut into.</summary>
    public static string Describe()
    {
        BlockSizes sizes = BlockSizes.OfThisMachine;
        return string.Create(CultureInfo.InvariantCulture, $"{Processor()}, {Environment.ProcessorCount} used; {sizes.FirstLevel / 1024} kB and "
            + $"{sizes.SecondLevel / 1024} kB of own caches; vectors of {VectorBits} bits; {sizes.PackedBytes / 1024} kB of packed rows, "
            + $"{sizes.ColumnsBytes / 1024} kB of twelve columns, {sizes.StepBytes / 1024} kB of a step");
    }

    private static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    private static string Processor()
    {
        if (!X86Base.IsSupported)
            return RuntimeInformation.ProcessArchitecture.ToString();
        int signature = X86Base.CpuId(1, 0).Eax, family = signature >> 8 & 0xF, model = signature >> 4 & 0xF | signature >> 12 & 0xF0;
        var brand = new StringBuilder();
        for (uint leaf = 0x80000002; leaf <= 0x80000004; leaf++)
        {
            (int a, int b, int c, int d) = X86Base.CpuId((int)leaf, 0);
            brand.Append(Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>([a, b, c, d])));
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"{brand.ToString().Trim('\0', ' ')} (family {(family == 15 ? family + (signature >> 20 & 0xFF) : family)}, model {model})");
    }
}
