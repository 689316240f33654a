using System.Globalization;
using NeuralNet.Tests;

// Takes up the run of a checkpoint, or begins it where there is none yet, and trains until somebody kills it or the
// epochs are done; then the network is saved. Arguments: float or double, the checkpoint, epochs, where to save the
// network.
if (args[0] == "float")
    Child.Train<float>(args[1], int.Parse(args[2], CultureInfo.InvariantCulture), args[3]);
else
    Child.Train<double>(args[1], int.Parse(args[2], CultureInfo.InvariantCulture), args[3]);
