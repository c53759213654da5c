using RabbitMQ.Client;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>Listens in on the broker: a queue of our own beside the services', to count what really arrived there.</summary>
internal sealed class Tap : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string _queue;
    private readonly List<string> _ids = [];

    private Tap(IConnection connection, IChannel channel, string queue) => (_connection, _channel, _queue) = (connection, channel, queue);

    /// <summary>Hears the named contracts from now on.</summary>
    public static async Task<Tap> StartAsync(RepairsSystem system, params Type[] contracts)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(system.Setting("Repairs__Broker")) }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        var queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true);
        foreach (var contract in contracts)
        {
            var exchange = $"{contract.Namespace}:{contract.Name}";
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
            await channel.QueueBindAsync(queue.QueueName, exchange, "");
        }

        return new Tap(connection, channel, queue.QueueName);
    }

    /// <summary>How many messages arrived more than once so far, by message id.</summary>
    public async Task<int> DuplicatesAsync()
    {
        while (await _channel.BasicGetAsync(_queue, autoAck: true) is { } message)
            _ids.Add(message.BasicProperties.MessageId ?? "");
        return _ids.Count - _ids.Distinct(StringComparer.Ordinal).Count();
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    /// <summary>The message ids that wait in a queue now; they stay there.</summary>
    public static async Task<IReadOnlyList<Guid>> WaitingAsync(RepairsSystem system, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(system.Setting("Repairs__Broker")) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var found = new List<Guid>();
        while (await channel.BasicGetAsync(queue, autoAck: false) is { } message)
            found.Add(Guid.Parse(message.BasicProperties.MessageId!));
        return found;
    }
}
