/* SPDX-License-Identifier: MIT */
#include "store/words.h"

/* As the command line has them: "keep 0=0.01". */
char *
lab_words_settings (const LabSpec *spec)
{
  GString *lines = g_string_new (NULL);

  for (guint id = 0; id < LAB_N_SETTINGS; id++)
    {
      const LabSetting *setting = &lab_settings[id];
      g_autofree char *text = lab_spec_print (spec, id);

      if (id != LAB_SETTING_LOSS && id != LAB_SETTING_DATASET && id != LAB_SETTING_SEED
          && !g_str_equal (text, setting->initial))
        g_string_append_printf (lines, "%s%s %s", lines->len > 0 ? "\n" : "", setting->name, text);
    }
  return g_string_free (lines, FALSE);
}

char *
lab_words_searched (const LabSummary *run)
{
  g_autofree char *words
      = g_strdup_printf ("%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s %" G_GUINT64_FORMAT, run->title, run->loss,
                         run->loss_title, run->dataset, run->settings, run->tags, run->note,
                         lab_settings[LAB_SETTING_SEED].name, run->seed);

  return g_utf8_casefold (words, -1);
}
