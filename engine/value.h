/* SPDX-License-Identifier: MIT */
#pragma once

#include "error.h"
#include "setting.h"

G_BEGIN_DECLS

/*
 * A setting's value and its text, by type. @place points to the member of a LabSpec that the
 * setting describes.
 */

/**
 * lab_value_parse:
 * @place: overwritten on success, untouched on failure
 *
 * **Errors**: %LAB_ERROR_REQUEST, naming the setting, the part of the text that is wrong, and what
 * is possible.
 */
gboolean lab_value_parse (const LabSetting *setting, const char *text, gpointer place,
                          GError **error);

/** lab_value_print: Returns: (transfer full): the one text of the value. */
char *lab_value_print (const LabSetting *setting, gconstpointer place);

/** lab_value_is_text: Returns: whether the member is a string that the spec owns. */
gboolean lab_value_is_text (const LabSetting *setting);

/** lab_value_number: Returns: a double's shortest decimal of at most 15 digits, locale-independent,
 * in @buffer. */
const char *lab_value_number (double value, char buffer[G_ASCII_DTOSTR_BUF_SIZE]);

G_END_DECLS
