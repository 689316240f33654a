namespace NeuralNet.Orleans.Tests;

/// <summary>A test that needs Redis; skipped with a word where it is not installed.</summary>
internal sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute()
    {
        if (RedisServer.ProgramPath is null)
            Skip = "Redis is not installed: apt-get install redis-server";
    }
}

/// <summary>A test that moves a folder with open files, which Windows refuses.</summary>
internal sealed class FactWhereOpenFilesMoveAttribute : FactAttribute
{
    public FactWhereOpenFilesMoveAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "Windows moves no folder with open files.";
    }
}
