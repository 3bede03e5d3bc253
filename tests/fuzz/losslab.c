/* SPDX-License-Identifier: MIT */
/* Experiments' files: what is read is printed and read back to the same, what is refused has one
 * line of words. */
#include "target.h"

#include "store/file.h"

#include <string.h>

static void
check_message (const GError *error)
{
  g_assert_true (error->domain == LAB_ERROR && error->code == LAB_ERROR_REQUEST);
  g_assert_cmpstr (error->message, !=, "");
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  for (const char *at = error->message; *at != '\0'; at++)
    g_assert_false (g_ascii_iscntrl (*at));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LabFile) file = lab_file_parse ((const char *) data, (gssize) size, &error);
  g_autoptr (LabFile) back = NULL;
  g_autofree char *text = NULL, *again = NULL;

  if (file == NULL)
    {
      check_message (error);
      return 0;
    }
  g_assert_no_error (error);
  text = lab_file_print (file);
  back = lab_file_parse (text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (back->title, ==, file->title);
  g_assert_cmpstr (back->description, ==, file->description);
  g_assert_true (lab_experiment_equal (back->experiment, file->experiment));
  again = lab_file_print (back);
  g_assert_cmpstr (again, ==, text);
  return 0;
}
