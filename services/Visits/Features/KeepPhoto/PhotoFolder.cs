using Microsoft.Extensions.Configuration;
using Repairs.Platform;

namespace Repairs.Visits.Features.KeepPhoto;

/// <summary>Where the bytes of photos are: one file each, apart from the rows that everything else reads. The setting <c>Repairs:PhotoFolder</c>.</summary>
internal sealed class PhotoFolder
{
    private readonly string _root;

    public PhotoFolder(IConfiguration configuration)
    {
        _root = configuration["Repairs:PhotoFolder"] is { Length: > 0 } folder
            ? Path.GetFullPath(folder)
            : throw new SettingsException(["Repairs:PhotoFolder is missing: name a folder that only this system reads, for photos of cards at doors"]);
        try
        {
            Directory.CreateDirectory(_root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"Repairs:PhotoFolder: the folder {_root} cannot be made ({e.GetType().Name}). Name one this system may write to"]);
        }
    }

    /// <summary>Writes a photo so that it is there whole or not at all, and still there after a crash. Written again it is the same file.</summary>
    public async Task WriteAsync(string landlord, Guid photoId, byte[] bytes, CancellationToken ct)
    {
        var path = PathOf(landlord, photoId);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var half = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            await using (var file = new FileStream(half, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(bytes, ct);
                file.Flush(flushToDisk: true);
            }

            File.Move(half, path, overwrite: true);
        }
        catch
        {
            File.Delete(half);
            throw;
        }
    }

    /// <summary>Null where there is no such file.</summary>
    public async Task<byte[]?> ReadAsync(string landlord, Guid photoId, CancellationToken ct)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(landlord, photoId), ct);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes a photo; one that is gone already is gone.</summary>
    public void Remove(string landlord, Guid photoId)
    {
        var path = PathOf(landlord, photoId);
        if (Directory.Exists(Path.GetDirectoryName(path)))
            File.Delete(path);
    }

    /// <summary>The file of a photo. A landlord's name is a setting, yet it is not trusted as a path.</summary>
    internal string PathOf(string landlord, Guid photoId) =>
        Path.Combine(_root, Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(landlord)), photoId.ToString("N"));
}
