#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Starts the `vitrine` command of the built package.
import { main } from "../dist/node/cli.js";

process.exitCode = main(process.argv.slice(2));
