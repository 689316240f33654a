using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Connections.Security;
using StackExchange.Redis;

namespace NeuralNet.Orleans.Tests;

/// <summary>Where silos meet and keep what they know, as tests tell them.</summary>
/// <param name="Kind">local, redis or postgres.</param>
/// <param name="Port">The port of the first silo, or of the server.</param>
/// <param name="Folder">The folder that all see.</param>
public sealed record Cluster(string Kind, int Port, string Folder)
{
    public string Postgres => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres");

    /// <summary>Where the certificate of silos and clients is, if they have one.</summary>
    public string CertificateFile => Path.Combine(Folder, "certificate.pfx");

    private X509Certificate2? Certificate => File.Exists(CertificateFile) ? X509CertificateLoader.LoadPkcs12FromFile(CertificateFile, password: null) : null;

    private string Redis => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public static Cluster Parse(string text)
    {
        string[] parts = text.Split('|');
        return new Cluster(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind}|{Port}|{Folder}");

    public void AddTo(ISiloBuilder silo, int port, int gateway)
    {
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            // Three probes of two seconds: long enough for a machine with much to do, short enough for a test.
            options.ProbeTimeout = TimeSpan.FromSeconds(2);
            options.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        });
        if (Certificate is { } certificate)
            silo.UseTls(certificate, options => Require(options, certificate));
        switch (Kind)
        {
            case "redis":
                silo.ConfigureEndpoints(IPAddress.Loopback, port, gateway).UseRedisClustering(Redis)
                    .AddRedisGrainStorage(SiloTraining.StorageName, options => options.ConfigurationOptions = ConfigurationOptions.Parse(Redis));
                break;
            case "postgres":
                silo.ConfigureEndpoints(IPAddress.Loopback, port, gateway)
                    .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", Postgres))
                    .AddAdoNetGrainStorage(SiloTraining.StorageName, options => (options.Invariant, options.ConnectionString) = ("Npgsql", Postgres));
                break;
            default:
                silo.UseLocalhostClustering(port, gateway, new IPEndPoint(IPAddress.Loopback, Port)).AddFolderStorage(Path.Combine(Folder, "storage"));
                break;
        }
    }

    public void AddTo(IClientBuilder client, int[] gateways)
    {
        // Calls that were lost with a silo are made again after this time.
        client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(8));
        if (Certificate is { } certificate)
            client.UseTls(certificate, options => Require(options, certificate));
        switch (Kind)
        {
            case "redis":
                client.UseRedisClustering(Redis);
                break;
            case "postgres":
                client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", Postgres));
                break;
            default:
                client.UseLocalhostClustering(gateways);
                break;
        }
    }

    /// <summary>Both sides show the one certificate that both know.</summary>
    private static void Require(TlsOptions options, X509Certificate2 certificate)
    {
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = (remote, _, _) => remote.Thumbprint == certificate.Thumbprint;
        options.OnAuthenticateAsClient = (_, authentication) => authentication.TargetHost = "localhost";
    }
}
