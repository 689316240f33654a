using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace NeuralNet;

/// <summary>
/// What .NET does not say of a file on Linux: its owner, and whether it is a device. Elsewhere, and where the C library
/// lacks the call, nothing is known.
/// </summary>
internal static class UnixFile
{
    // See statx(2); its layout is the same on every processor.
    private const int CurrentDirectory = -100;
    private const uint TypeAndOwner = 0x1 | 0x8 | 0x10;
    private const int UserAt = 20;
    private const int GroupAt = 24;
    private const int ModeAt = 28;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int DirectoryType = 0x4000;

    // For chown: as it is.
    private const uint Unchanged = uint.MaxValue;

    public static bool IsDevice(string path)
        => Status(path) is { } status && (BitConverter.ToUInt16(status, ModeAt) & TypeMask) is not (RegularFile or DirectoryType);

    /// <summary>
    /// Gives the open file the owner and the group of another one, or the group alone, or neither, as the system lets
    /// it.
    /// </summary>
    public static void CopyOwner(string from, SafeFileHandle to)
    {
        if (Status(from) is not { } status)
            return;
        uint user = BitConverter.ToUInt32(status, UserAt), group = BitConverter.ToUInt32(status, GroupAt);
        if (ChangeOwner(to, user, group) != 0)
            _ = ChangeOwner(to, Unchanged, group);
    }

    private static byte[]? Status(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        byte[] status = new byte[256];
        try
        {
            return Status(CurrentDirectory, Encoding.UTF8.GetBytes(path + '\0'), 0, TypeAndOwner, status) == 0 ? status : null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "statx", ExactSpelling = true)]
    private static extern int Status(int directory, byte[] path, int flags, uint mask, byte[] status);

    [DllImport("libc", EntryPoint = "fchown", ExactSpelling = true)]
    private static extern int ChangeOwner(SafeFileHandle file, uint user, uint group);
}
