/* SPDX-License-Identifier: MIT */
/* Losses out of whole words: each byte of the input is a choice of the language's grammar, so that
 * most of them are right. With LOSS_WORDS set the text is shown. */
#include "loss-text.h"
#include "sentence.h"
#include "target.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = NULL;
  LabSentence sentence;

  lab_sentence_init_bytes (&sentence, data, size);
  text = lab_sentence_text (&sentence, 6);
  if (g_getenv ("LOSS_WORDS") != NULL)
    g_printerr ("%s\n", text);
  lab_fuzz_text (text);
  return 0;
}
