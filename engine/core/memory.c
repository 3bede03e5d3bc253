/* SPDX-License-Identifier: MIT */
#include "core/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LINE 64

static double
available_bytes (void)
{
  g_autofree char *text = NULL;
  const char *row;

  if (g_file_get_contents ("/proc/meminfo", &text, NULL, NULL)
      && (row = strstr (text, "MemAvailable:")) != NULL)
    return 1024.0 * (double) g_ascii_strtoull (row + strlen ("MemAvailable:"), NULL, 10);
  return (double) sysconf (_SC_PHYS_PAGES) * (double) sysconf (_SC_PAGESIZE);
}

gboolean
lab_memory_check (double bytes, const char *what, GError **error)
{
  const double giga = 1024.0 * 1024.0 * 1024.0;
  double limit = 0.9 * available_bytes ();

  if (bytes <= limit)
    return TRUE;
  g_set_error (error, LAB_ERROR, LAB_ERROR_MEMORY,
               "%s needs %.1f GiB of memory, and this computer has %.1f GiB free: choose "
               "smaller hidden layers, a smaller batch size or fewer runs",
               what, bytes / giga, limit / giga);
  return FALSE;
}

gpointer
lab_memory_new_bytes (gsize size)
{
  void *memory = NULL;

  if (!g_size_checked_add (&size, MAX (size, 1), LINE - 1))
    return NULL;
  size -= size % LINE;
  memory = aligned_alloc (LINE, size);
  if (memory != NULL)
    memset (memory, 0, size);
  return memory;
}

float *
lab_memory_new (gsize n)
{
  gsize size;

  return g_size_checked_mul (&size, n, sizeof (float)) ? lab_memory_new_bytes (size) : NULL;
}

void
lab_memory_free (gpointer memory)
{
  free (memory);
}

void
lab_memory_let_go (const guint8 *begin, gsize size)
{
  const gsize page = (gsize) sysconf (_SC_PAGESIZE);
  const gsize skipped = (page - (gsize) begin % page) % page;

  if (size >= skipped + page)
    madvise ((gpointer) (begin + skipped), (size - skipped) / page * page, MADV_DONTNEED);
}
