using System.Collections.Concurrent;
using NeuralNet.Many.Running;

namespace NeuralNet.Many.Tests;

/// <summary>How jobs are kept going.</summary>
public sealed class JobLoopTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(64)]
    public async Task A_job_that_ends_is_replaced_though_no_other_ends_and_each_is_done_once(int atATime)
    {
        var given = new ConcurrentQueue<TaskCompletionSource<int>>();
        var told = new ConcurrentQueue<int>();
        Task<int> Start(int job)
        {
            var work = new TaskCompletionSource<int>();
            given.Enqueue(work);
            return work.Task;
        }

        Task loop = JobLoop.Run(Enumerable.Range(0, 3 * atATime), atATime, Start, (job, _) => told.Enqueue(job), CancellationToken.None);
        given.Should().HaveCount(atATime);
        given.First().SetResult(0);
        while (given.Count == atATime)
            await Task.Delay(1);

        given.Should().HaveCount(atATime + 1);
        for (int i = 1; i < 3 * atATime; i++)
        {
            while (given.Count <= i)
                await Task.Delay(1);
            given.ElementAt(i).SetResult(0);
        }

        await loop;
        told.Should().Equal(Enumerable.Range(0, 3 * atATime));
    }

    [Fact]
    public async Task An_exception_comes_out_when_all_jobs_that_were_going_have_ended()
    {
        var second = new TaskCompletionSource<int>();

        Task loop = JobLoop.Run([0, 1], 2, job => job == 0 ? Task.FromException<int>(new IOException("Full.")) : second.Task, (_, _) => { },
            CancellationToken.None);

        loop.IsCompleted.Should().BeFalse();
        second.SetResult(0);
        await FluentActions.Awaiting(() => loop).Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task Who_waits_for_a_fleet_goes_on_on_a_thread_that_is_none_of_its_workers()
    {
        using var folder = new TemporaryFolder();
        string? worker = null;

        string? after = await Task.Run(async () =>
        {
            await Fleet.TrainAsync(folder.File("fleet"), ["shop-0"], key =>
            {
                worker = Thread.CurrentThread.Name;
                return Shops.Load(key);
            }, Shops.Recipe);
            return Thread.CurrentThread.Name;
        });

        worker.Should().Be("NeuralNet.Many");
        after.Should().NotBe(worker);
    }
}
