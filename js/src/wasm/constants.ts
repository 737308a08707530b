// SPDX-License-Identifier: Apache-2.0
// The numbers and sentences of the C tables, read from a module as JSON; none is repeated here.
import { INTERNAL_SENTENCE, VitrineError } from "./errors.js";

export interface ErrorConstant {
  name: string;
  number: number;
  /** The gRPC status that stands for it. */
  grpc: number;
  /** A sentence for a user. */
  text: string;
}

export interface Constants {
  errors: readonly ErrorConstant[];
  /** All formats of the registry; which module decodes one stands in the manifest. */
  formats: readonly string[];
  /** Flags of vtw_document_open. */
  options: Readonly<Record<string, number>>;
  /** What a document may use where its caller says nothing: vt_limits_default(). */
  limits: Readonly<Record<string, number>>;
}

/** Parses what vtw_constants() answered and checks its shape. */
export function parseConstants(json: string): Constants {
  const value = tryParse(json);
  if (!isConstants(value)) throw fault("a module's constants have an unknown shape");
  return value;
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

export function errorByNumber(constants: Constants, number: number): ErrorConstant {
  return (
    constants.errors.find((error) => error.number === number) ?? {
      name: "E_INTERNAL",
      number,
      grpc: 13,
      text: INTERNAL_SENTENCE,
    }
  );
}

/** The number of the error `name`; asking for one that the table lacks is a fault of ours. */
export function errorNumber(constants: Constants, name: string): number {
  const found = constants.errors.find((error) => error.name === name);
  if (found === undefined) throw fault(`the error table has no ${name}`);
  return found.number;
}

export function optionFlag(constants: Constants, name: string): number {
  const flag = constants.options[name];
  if (flag === undefined) throw fault(`the module knows no option ${name}`);
  return flag;
}

function isConstants(value: unknown): value is Constants {
  if (!isRecord(value)) return false;
  const { errors, formats, options, limits } = value;
  return (
    Array.isArray(errors) &&
    errors.every(isErrorConstant) &&
    Array.isArray(formats) &&
    formats.every((format) => typeof format === "string") &&
    isNumbers(options) &&
    isNumbers(limits)
  );
}

function isErrorConstant(value: unknown): value is ErrorConstant {
  return (
    isRecord(value) &&
    typeof value["name"] === "string" &&
    Number.isInteger(value["number"]) &&
    Number.isInteger(value["grpc"]) &&
    typeof value["text"] === "string"
  );
}

function isNumbers(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(Number.isSafeInteger);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fault(detail: string): VitrineError {
  return new VitrineError("E_INTERNAL", INTERNAL_SENTENCE, { detail });
}
