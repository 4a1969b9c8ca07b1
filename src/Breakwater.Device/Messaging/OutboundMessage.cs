namespace Breakwater.Device.Messaging;

internal sealed class OutboundMessage(string topic, ReadOnlyMemory<byte> payload)
{
    private readonly TaskCompletionSource<PublishResult> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Topic => topic;

    public ReadOnlyMemory<byte> Payload => payload;

    public Task<PublishResult> Completion => completion.Task;

    public void Complete(PublishResult result) => completion.TrySetResult(result);
}
