/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/operator.h"

#include "core/random.h"

#define LAB_SENTENCE_MAX_NAMES 24u

/**
 * LabSentence:
 * @choose: Returns: a number below @n, the next choice
 * @n_tasks: 2 where the second task's names may occur
 * @wild: whether numbers may be far from 1, and words be where they do not belong
 *
 * What makes random texts of the loss language, right in their shapes, out of any source of
 * choices: random numbers, or the bytes that a fuzzer gives.
 */
typedef struct _LabSentence LabSentence;

struct _LabSentence
{
  guint (*choose) (LabSentence *self, guint n);
  guint n_tasks;
  gboolean wild;

  LabRandom random;   /* for lab_sentence_init_random() */
  const guint8 *data; /* for lab_sentence_init_bytes() */
  gsize size;

  guint n_names; /* of lines before this one */
  guint8 shapes[LAB_SENTENCE_MAX_NAMES];
};

void lab_sentence_init_random (LabSentence *self, guint32 index);
/** lab_sentence_init_bytes: @data: after its end every choice is the first one. */
void lab_sentence_init_bytes (LabSentence *self, const guint8 *data, gsize size);

/** lab_sentence_expression: @shape: what the expression has, or nearly: of %LabShape; @depth: how
 * far operators stand within operators. */
void lab_sentence_expression (LabSentence *self, guint shape, guint depth, GString *out);

/** lab_sentence_text: Returns: (transfer full): a whole text. */
char *lab_sentence_text (LabSentence *self, guint depth);
