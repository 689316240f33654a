using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Numerics;

/// <summary>
/// How much of an operand is worked on at a time, from the sizes of the processor's own caches. No result depends on
/// it: chains of sums that are left in the middle wait in memory, which costs no bit.
/// </summary>
/// <param name="firstLevel">Bytes of the first-level cache for data.</param>
/// <param name="secondLevel">Bytes of the second-level cache.</param>
internal sealed class BlockSizes(int firstLevel, int secondLevel)
{
    /// <summary>What most processors have at least, for those that do not say.</summary>
    private const int UsualFirstLevel = 32 * 1024, UsualSecondLevel = 1024 * 1024;

    /// <summary>As the processor says, asked once.</summary>
    public static BlockSizes OfThisMachine { get; } = new(Plausible(FirstLevelOfThisMachine(), UsualFirstLevel), Plausible(SecondLevelOfThisMachine(),
        UsualSecondLevel));

    public int FirstLevel => firstLevel;

    public int SecondLevel => secondLevel;

    /// <summary>
    /// Bytes of packed rows of A that are multiplied by all columns of B before the next are packed.
    /// </summary>
    public int PackedBytes => secondLevel / 8 * 3;

    /// <summary>Bytes of A in one step of K where C is small.</summary>
    public int StepBytes => secondLevel / 4;

    /// <summary>Bytes of rows of B in one step of K where samples are read in place.</summary>
    public int RowsBytes => secondLevel / 16 * 5;

    /// <summary>Bytes of twelve columns of B in one step of K.</summary>
    public int ColumnsBytes => firstLevel / 3;

    private static int Plausible(int bytes, int usual) => bytes >= usual / 4 && bytes <= 16 * usual ? bytes : usual;

    // https://www.felixcloutier.com/x86/cpuid and AMD64 Architecture Programmer's Manual, volume 3, appendix E.
    private static int FirstLevelOfThisMachine()
    {
        if (!X86Base.IsSupported)
            return OfSystem(1);
        if (Extended(0x80000005) is var amd && amd != 0)
            return (amd >>> 24) * 1024;
        if (X86Base.CpuId(0, 0).Eax < 4)
            return 0;
        (_, int ways, int sets, _) = X86Base.CpuId(4, 0);
        return ((ways >>> 22) + 1) * ((ways >>> 12 & 0x3FF) + 1) * ((ways & 0xFFF) + 1) * (sets + 1);
    }

    private static int SecondLevelOfThisMachine() => X86Base.IsSupported ? (Extended(0x80000006) >>> 16) * 1024 : OfSystem(2);

    private static int Extended(uint leaf) => (uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax >= leaf ? X86Base.CpuId((int)leaf, 0).Ecx : 0;

    /// <summary>Linux lists caches as files: level, type, and a size such as 64K.</summary>
    private static int OfSystem(int level)
    {
        for (int i = 0; i < 4; i++)
        {
            string cache = $"/sys/devices/system/cpu/cpu0/cache/index{i.ToString(CultureInfo.InvariantCulture)}/";
            if (Read("level") == level.ToString(CultureInfo.InvariantCulture) && Read("type") != "Instruction")
                return int.TryParse(Read("size").TrimEnd('K'), CultureInfo.InvariantCulture, out int kilobytes) ? kilobytes * 1024 : 0;

            string Read(string name) => File.Exists(cache + name) ? File.ReadAllText(cache + name).Trim() : "";
        }

        return 0;
    }
}
