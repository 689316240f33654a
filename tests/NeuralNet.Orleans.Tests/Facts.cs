namespace NeuralNet.Orleans.Tests;

/// <summary>A test that needs Redis; skipped with a word where it is not installed.</summary>
internal sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute()
    {
        if (Server.RedisPath is null)
            Skip = "Redis is not installed: apt-get install redis-server";
    }
}

/// <summary>A test that needs PostgreSQL; skipped with a word where it is not installed.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        if (Server.PostgresFolder is null)
            Skip = "PostgreSQL is not installed: apt-get install postgresql";
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
