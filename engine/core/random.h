/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LabStream:
 *
 * What random numbers are drawn for. Each use has a stream of its own, so that a change in one
 * (another network, more noise) leaves the others' numbers as they were.
 */
typedef enum
{
  LAB_STREAM_WEIGHTS = 1,
  LAB_STREAM_BATCHES,
  LAB_STREAM_VALIDATION,
  LAB_STREAM_KEEP,
  LAB_STREAM_TRAIN_SIZE,
  LAB_STREAM_NOISE,
  LAB_STREAM_CHECK,
} LabStream;

/**
 * lab_random_philox:
 * @key: [2]
 * @counter: [4]
 * @out: [4] receives 128 random bits
 *
 * Philox4x32-10: random bits as a function of key and counter, without state.
 *
 * **Source**: Salmon, Moraes, Dror, Shaw (2011), Parallel Random Numbers: As Easy as 1, 2, 3,
 * section 3.3.
 */
void lab_random_philox (const guint32 key[2], const guint32 counter[4], guint32 out[4]);

/**
 * LabRandom:
 *
 * A position in the numbers of (seed, stream, index); on the stack, no clean-up.
 */
typedef struct
{
  guint32 key[2];
  guint32 counter[4];
  guint32 buffer[4];
  guint used;
} LabRandom;

/**
 * lab_random_init:
 * @index: a further coordinate of the stream: the epoch, the class; below 2^32
 */
void lab_random_init (LabRandom *self, guint64 seed, LabStream stream, guint32 index);
guint32 lab_random_next (LabRandom *self);
/** lab_random_uniform: Returns: a float in [0, 1), a multiple of 2^-24. */
float lab_random_uniform (LabRandom *self);
/** lab_random_below: Returns: an integer in [0, n), each equally likely; n > 0. */
guint32 lab_random_below (LabRandom *self, guint32 n);
/** lab_random_shuffle: @values: [n] permuted in place, every order equally likely (Fisher-Yates).
 */
void lab_random_shuffle (LabRandom *self, guint32 *values, guint n);

G_END_DECLS
