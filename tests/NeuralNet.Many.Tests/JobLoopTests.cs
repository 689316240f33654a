using NeuralNet.Many.Running;

namespace NeuralNet.Many.Tests;

/// <summary>How jobs are kept going.</summary>
public sealed class JobLoopTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(8, 2)]
    [InlineData(64, 16)]
    public async Task A_quarter_of_the_jobs_is_replaced_at_a_time_and_each_is_done_once(int atATime, int quarter)
    {
        var given = new List<TaskCompletionSource<int>>();
        var told = new List<int>();
        Task<int> Start(int job)
        {
            given.Add(new TaskCompletionSource<int>());
            return given[^1].Task;
        }

        Task loop = JobLoop.Run(Enumerable.Range(0, 2 * atATime), atATime, Start, (job, result) => told.Add(job + result), CancellationToken.None);
        given.Should().HaveCount(atATime);
        for (int i = 1; i < quarter; i++)
            given[i].SetResult(100);

        given.Should().HaveCount(atATime, "the first quarter has not ended yet");
        given[0].SetResult(100);
        given.Should().HaveCount(atATime + quarter);
        for (int i = quarter; i < 2 * atATime; i++)
            given[i].SetResult(100);
        await loop;
        told.Should().BeEquivalentTo(Enumerable.Range(100, 2 * atATime));
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
