using System.Security.Cryptography;
using System.Text;
using Orleans.Serialization;
using Orleans.Storage;

namespace NeuralNet.Orleans;

/// <summary>
/// State as files, one for each grain, each replaced as a whole: a silo that is killed while it writes leaves the one
/// before.
/// </summary>
internal sealed class FolderStorage : IGrainStorage
{
    private readonly string _folder;
    private readonly Serializer _serializer;

    public FolderStorage(string folder, Serializer serializer)
    {
        (_folder, _serializer) = (folder, serializer);
        Directory.CreateDirectory(folder);
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (await Bytes(PathOf(stateName, grainId)) is not { } bytes)
            return;
        grainState.State = _serializer.Deserialize<T>(bytes);
        grainState.RecordExists = true;
        grainState.ETag = Tag(bytes);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string path = PathOf(stateName, grainId), temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        await CheckUnchanged(path, grainId, grainState);
        byte[] bytes = _serializer.SerializeToArray(grainState.State);
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                await file.WriteAsync(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        grainState.RecordExists = true;
        grainState.ETag = Tag(bytes);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string path = PathOf(stateName, grainId);
        await CheckUnchanged(path, grainId, grainState);
        File.Delete(path);
        grainState.RecordExists = false;
        grainState.ETag = null;
    }

    /// <summary>A grain that another silo has taken over must not write over what that has written.</summary>
    private static async Task CheckUnchanged<T>(string path, GrainId grain, IGrainState<T> state)
    {
        string? tag = await Bytes(path) is { } bytes ? Tag(bytes) : null;
        if (tag != state.ETag)
            throw new InconsistentStateException($"The state of {grain} was written by another silo.", tag ?? "none", state.ETag ?? "none");
    }

    // A folder that is not there is a fault and not a grain without state.
    private static async Task<byte[]?> Bytes(string path)
    {
        try
        {
            return await File.ReadAllBytesAsync(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    // A grain's name may hold anything; that of its file is a digest of it.
    private string PathOf(string stateName, GrainId grain) => Path.Combine(_folder, $"{stateName}-{Tag(Encoding.UTF8.GetBytes(grain.ToString()))}");

    private static string Tag(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..32];
}
