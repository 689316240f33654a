using System.Net;
using System.Net.Sockets;

namespace NeuralNet.Tests.Shared;

internal static class FreePort
{
    /// <summary>A port that nobody has, and that systems do not give to connections.</summary>
    public static int Find()
    {
        while (true)
        {
            int port = Random.Shared.Next(20_000, 30_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
