// SPDX-License-Identifier: Apache-2.0
// Ed25519 (RFC 8032) for tokens that are signed by a private key.
#ifndef VTB_SIGNATURE_H
#define VTB_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VTB_SEED_SIZE 32 // the private key
#define VTB_PUBLIC_SIZE 32
#define VTB_SIGNATURE_SIZE 64

// All are false when libcrypto fails. Any thread.
bool vtb_signature_make(const uint8_t seed[VTB_SEED_SIZE], const uint8_t *bytes, size_t size,
                        uint8_t out[VTB_SIGNATURE_SIZE]);
bool vtb_signature_holds(const uint8_t public_key[VTB_PUBLIC_SIZE], const uint8_t *bytes,
                         size_t size, const uint8_t signature[VTB_SIGNATURE_SIZE]);
bool vtb_signature_public(const uint8_t seed[VTB_SEED_SIZE], uint8_t out[VTB_PUBLIC_SIZE]);

#endif
