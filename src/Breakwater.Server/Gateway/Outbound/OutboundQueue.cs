using System.Buffers;
using System.IO.Pipelines;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Grounds;
using Microsoft.AspNetCore.Connections;

namespace Breakwater.Server.Gateway.Outbound;

/// <summary>
/// What is on its way to a device. Any thread adds packets; one drain at a time writes everything that has gathered in one go, so that ten PUBACKs
/// cost one TLS record. Nothing runs and no buffer is held while there is nothing to write. What somebody permitted is taken only while the device takes what it is
/// given: behind one that does not read it would wait past the end of what permitted it.
/// </summary>
internal sealed class OutboundQueue(PipeWriter output, AckQueue acks, MqttVersionBox version, TimeProvider time, Action abort) : IThreadPoolWorkItem
{
    private readonly Lock gate = new();
    private ArrayBufferWriter<byte>? pending;
    private Underway? permitted;
    private Underway? leaving;
    private TaskCompletionSource? drained;
    private bool draining;
    private bool flushing;
    private bool roomWanted;
    private bool acksReady;
    private bool closed;
    private long flushStarted;

    /// <summary>Told when what was not taken may be tried again.</summary>
    public Action? Room { get; set; }

    /// <summary>Told of what went wrong that is not the end of the connection.</summary>
    public Action<Exception>? Failed { get; set; }

    /// <summary>Bytes that wait to be written.</summary>
    public int PendingBytes => Volatile.Read(ref pending)?.WrittenCount ?? 0;

    /// <summary>Adds a packet, written by the caller into the buffer it is given.</summary>
    public void Write<TState>(TState state, Action<IBufferWriter<byte>, TState> write)
    {
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            write(pending ??= new ArrayBufferWriter<byte>(256), state);
            Schedule();
        }
    }

    /// <summary>
    /// As <see cref="Write"/>, within sections that last until the transport has taken it. False: it is still at what it was given before, and
    /// <see cref="Room"/> will be told when it has taken that; or nothing is written any more.
    /// </summary>
    /// <param name="on">The section of the connection.</param>
    /// <param name="under">The section of what it was ordered under, whose lease is this queue's from here on. Not allowed: nobody ordered it.</param>
    public bool TryWrite<TState>(TState state, Action<IBufferWriter<byte>, TState> write, in Effect on, in Effect under)
    {
        lock (gate)
        {
            if (flushing || closed)
            {
                roomWanted = true;
                return false;
            }

            write(pending ??= new ArrayBufferWriter<byte>(256), state);
            permitted ??= new Underway(abort);
            permitted.Stay(on);
            if (under.Allowed)
            {
                permitted.Own(under);
            }

            Schedule();
            return true;
        }
    }

    /// <summary>The connection was asked for again: what is on its way goes on under this.</summary>
    public void GoOn(Lease lease)
    {
        lock (gate)
        {
            using var section = lease.Enter();
            if (section.Allowed)
            {
                permitted?.GoOn(section);
                leaving?.GoOn(section);
            }
        }
    }

    /// <summary>Says that acknowledgements at the head of the queue have become due.</summary>
    public void AcksReady()
    {
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            acksReady = true;
            Schedule();
        }
    }

    /// <summary>Completes when everything added so far has been handed to the transport.</summary>
    public Task DrainedAsync()
    {
        lock (gate)
        {
            if (!draining)
            {
                return Task.CompletedTask;
            }

            drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return drained.Task;
        }
    }

    /// <summary>Nothing is written any more.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
        }
    }

    /// <summary>For how long the device has not taken what is being written to it.</summary>
    public TimeSpan StuckFor()
    {
        var started = Volatile.Read(ref flushStarted);
        return started == 0 ? TimeSpan.Zero : time.GetElapsedTime(started);
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private void Schedule()
    {
        if (!draining)
        {
            draining = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private async Task DrainAsync()
    {
        try
        {
            while (Take())
            {
                var flush = output.FlushAsync();
                if (!flush.IsCompletedSuccessfully)
                {
                    Volatile.Write(ref flushStarted, time.GetTimestamp());
                    await flush;
                    Volatile.Write(ref flushStarted, 0);
                }

                TellRoom();
            }
        }
        catch (Exception exception)
        {
            Close();

            // Before its sections are over: nothing of what was given leaves after that.
            abort();
            LeaveAll();
            Finish();
            if (exception is not (IOException or OperationCanceledException or ConnectionAbortedException or ConnectionResetException))
            {
                Failed?.Invoke(exception);
            }
        }
    }

    /// <summary>Moves everything due into the pipe; false (and not draining any more) when there is nothing.</summary>
    private bool Take()
    {
        lock (gate)
        {
            (leaving, permitted) = (permitted, null);
            var any = false;
            if (acksReady)
            {
                acksReady = false;
                any = acks.WriteDue(output, version.Value);
            }

            if (pending is { WrittenCount: > 0 } buffer)
            {
                output.Write(buffer.WrittenSpan);
                pending = null;
                any = true;
            }

            if (!any)
            {
                Finish();
            }

            flushing = any;
            return any;
        }
    }

    private void TellRoom()
    {
        bool isWanted;
        Underway? taken;
        lock (gate)
        {
            flushing = false;
            (isWanted, roomWanted) = (roomWanted, false);
            (taken, leaving) = (leaving, null);
        }

        taken?.Done();

        if (isWanted)
        {
            Room?.Invoke();
        }
    }

    /// <summary>It failed: of what was given or waits nothing arrives any more.</summary>
    private void LeaveAll()
    {
        Underway? given;
        Underway? waiting;
        lock (gate)
        {
            (given, waiting, leaving, permitted) = (leaving, permitted, null, null);
        }

        given?.Done();
        waiting?.Done();
    }

    private void Finish()
    {
        lock (gate)
        {
            draining = false;
            drained?.TrySetResult();
            drained = null;
        }
    }
}

/// <summary>The protocol version of a connection, known once its CONNECT is read.</summary>
internal sealed class MqttVersionBox
{
    public MqttVersion Value { get; set; } = MqttVersion.V500;
}
