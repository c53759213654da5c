using Repairs.Host;
using Repairs.Platform;

try
{
    return await Commands.RunAsync(args);
}
catch (SettingsException wrong)
{
    Console.Error.WriteLine("Repairs does not start, because of its settings:");
    foreach (var sentence in wrong.Sentences)
        Console.Error.WriteLine($"  - {sentence}");
    return 78;
}
