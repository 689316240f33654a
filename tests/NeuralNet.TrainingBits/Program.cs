using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NeuralNet.Tests;

// Trains networks that use every part of the library and writes a hash of the bits that came out, a line each, so that runs under different switches of
// the runtime can be compared. The first line says what the switches left: the vector width, and whether multiply-adds are the processor's.
int threads = int.Parse(args[0], CultureInfo.InvariantCulture);
int width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
Console.WriteLine($"{width} bits, multiply-adds {(Fma.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? "in hardware" : "in software")}");
foreach (string line in Runs<float>.All(threads).Concat(Runs<double>.All(threads)))
    Console.WriteLine(line);
