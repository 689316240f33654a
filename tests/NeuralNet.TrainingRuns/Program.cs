using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NeuralNet.Tests;

// What can only be seen in a process of its own, which the tests start: the bits of whole training runs under the
// runtime's switches, and the bytes that all threads together allocate.
int threads = int.Parse(args[1], CultureInfo.InvariantCulture);
switch (args[0])
{
    case "hashes":
        // The first line says what the switches left.
        int width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        Console.WriteLine($"{width} bits, multiply-adds "
            + $"{(Fma.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? "in hardware" : "in software")}");
        Write(HashedRuns<float>.All(threads).Concat(HashedRuns<double>.All(threads)));
        break;
    case "allocations":
        Write(MeasuredRuns<float>.All(threads).Concat(MeasuredRuns<double>.All(threads)));
        break;
    default:
        throw new ArgumentException($"'{args[0]}' is neither hashes nor allocations.");
}

static void Write(IEnumerable<string> lines)
{
    foreach (string line in lines)
        Console.WriteLine(line);
}
