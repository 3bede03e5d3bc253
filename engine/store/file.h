/* SPDX-License-Identifier: MIT */
#pragma once

#include "experiment.h"

G_BEGIN_DECLS

/**
 * LabFile:
 * @title: what the experiment is called
 * @description: one or two sentences, "" where there are none
 *
 * An experiment as it is kept in a `.losslab` file. A lesson is one with a description.
 */
typedef struct
{
  char *title;
  char *description;
  LabExperiment *experiment;
} LabFile;

/**
 * lab_file_parse:
 * @text: JSON, UTF-8
 *
 * **Errors**: %LAB_ERROR_REQUEST, with line and column where the text is no JSON, else with the
 * member that is wrong, and its line where the text has it once.
 */
LabFile *lab_file_parse (const char *text, gssize length, GError **error);

/** lab_file_load: **Errors**: as lab_file_parse(), after the file's name; %LAB_ERROR_DATA for what
 * cannot be read or is longer than 1 MiB. A dataset's folder may be beside the file. */
LabFile *lab_file_load (const char *path, GError **error);

/** lab_file_print: Returns: (transfer full): the text; lab_file_parse() reads it back to the same.
 */
char *lab_file_print (const LabFile *self);

/** lab_file_save: all or nothing. **Errors**: %LAB_ERROR_OUTPUT; the old file is then as it was. */
gboolean lab_file_save (const LabFile *self, const char *path, GError **error);

void lab_file_free (LabFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabFile, lab_file_free)

G_END_DECLS
