/* SPDX-License-Identifier: MIT */
/* Losses as they are typed. */
#include "loss-text.h"
#include "target.h"

#include <glib.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  /* the replay has nothing for an empty input */
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);

  lab_fuzz_text (text);
  return 0;
}
