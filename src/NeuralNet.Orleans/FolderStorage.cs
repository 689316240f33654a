using System.Security.Cryptography;
using System.Text;
using Orleans.Serialization;
using Orleans.Storage;

namespace NeuralNet.Orleans;

/// <summary>
/// State as files, one for each grain, each replaced as a whole: a silo that is killed while it writes leaves the one
/// before.
/// </summary>
internal sealed class FolderStorage(string folder, Serializer serializer) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string path = PathOf(stateName, grainId);
        if (!File.Exists(path))
            return;
        byte[] bytes = await File.ReadAllBytesAsync(path);
        grainState.State = serializer.Deserialize<T>(bytes);
        grainState.RecordExists = true;
        grainState.ETag = Tag(bytes);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Directory.CreateDirectory(folder);
        byte[] bytes = serializer.SerializeToArray(grainState.State);
        string path = PathOf(stateName, grainId), temporary = $"{path}.{Guid.NewGuid():N}.tmp";
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

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        File.Delete(PathOf(stateName, grainId));
        grainState.RecordExists = false;
        grainState.ETag = null;
        return Task.CompletedTask;
    }

    // A grain's name may hold anything; that of its file is a digest of it.
    private string PathOf(string stateName, GrainId grain) => Path.Combine(folder, $"{stateName}-{Tag(Encoding.UTF8.GetBytes(grain.ToString()))}");

    private static string Tag(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..32];
}
