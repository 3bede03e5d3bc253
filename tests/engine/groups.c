/* SPDX-License-Identifier: MIT */
/* The second task: what comes with the digits, what a folder's file describes, and each way of
 * being wrong. */
#include "dataset.h"

#include "failure.h"
#include "temp.h"
#include "toy.h"

#include <glib/gstdio.h>
#include <string.h>

#define FILE_NAME "class-groups.txt"

static void
put (const char *folder, const char *text, gssize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, size < 0 ? strlen (text) : (gsize) size);

  lab_temp_write (folder, FILE_NAME, bytes);
}

static LabDataset *
load (const char *folder, const char *text)
{
  g_autoptr (GError) error = NULL;
  LabDataset *self;

  if (text != NULL)
    put (folder, text, -1);
  self = lab_dataset_load (folder, &error);
  g_assert_no_error (error);
  return self;
}

static void
assert_task (const LabDataset *self, const char *title, const char *names, const char *class_of)
{
  g_autofree char *joined = g_strjoinv (", ", self->second.class_names);

  g_assert_cmpstr (self->second.title, ==, title);
  g_assert_cmpstr (joined, ==, names);
  g_assert_cmpuint (self->second.n_classes, ==, g_strv_length (self->second.class_names));
  g_assert_cmpuint (self->n_classes, ==, strlen (class_of));
  for (guint k = 0; k < self->n_classes; k++)
    g_assert_cmpint (self->second.class_of[k], ==, class_of[k] - '0');
}

static void
test_mnist (void)
{
  g_autoptr (LabDataset) self = load ("mnist", NULL);

  assert_task (self, "Is the digit even?", "odd, even", "1010101010");
}

static void
test_read (void)
{
  const struct
  {
    const char *text;
    const char *title;
    const char *names;
    const char *class_of;
  } cases[] = {
    { "Is it even?\nodd: 1 3\neven: 0 2\n", "Is it even?", "odd, even", "1010" },
    { "odd: 1 3\neven: 0 2", "Second task", "odd, even", "1010" },
    { "# groups\n\n  Which?  \r\n a b : 3\r\n\tc: 0,1\t2 \r\n", "Which?", "a b, c", "1110" },
    { "one: 0\ntwo: 1\nthree: 2\nfour: 3\n", "Second task", "one, two, three, four", "0123" },
    { "10:30: 0 1\nrest: 2 3\n", "Second task", "10:30, rest", "0011" },
    { "none:\nall: 0 1 2 3\n", "Second task", "none, all", "1111" },
  };
  char *folder = lab_toy_write (3);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LabDataset) self = load (folder, cases[i].text);

      assert_task (self, cases[i].title, cases[i].names, cases[i].class_of);
    }
  lab_toy_remove (folder);
}

/* A folder without the file has no second task, and is read as ever. */
static void
test_none (void)
{
  char *folder = lab_toy_write (3);
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autoptr (LabDataset) self = NULL;

  g_unlink (path);
  self = load (folder, NULL);
  g_assert_cmpuint (self->second.n_classes, ==, 0);
  g_assert_null (self->second.title);
  g_assert_null (self->second.class_names);
  lab_toy_remove (folder);
}

static void
test_refused (void)
{
  g_autofree char *groups = g_strnfill (3 * 300, 'a');
  g_autofree char *long_text = g_strnfill (100001, '#');
  const struct
  {
    const char *text;
    gssize size;
    const char *part;
  } cases[] = {
    { "odd: 1 3\neven: 0 4\n", -1, "line 2: ‘4’ is no class: there are 0 to 3" },
    { "odd: 1 3\neven: 0 two\n", -1, "line 2: ‘two’ is no class" },
    { "odd: 1 3\neven: 0 -2\n", -1, "‘-2’ is no class" },
    { "odd: 1 3\neven: 0 2 1\n", -1, "line 2: class 1 is in two groups" },
    { "odd: 1 1 3\neven: 0 2\n", -1, "line 1: class 1 is in two groups" },
    { "odd: 1 3\neven: 0\n", -1, "class 2 is in no group" },
    { "", -1, "class 0 is in no group" },
    { "all: 0 1 2 3\n", -1, "there is one group alone" },
    { "odd: 1 3\neven 0 2\n", -1, "line 2: a group is written as NAME: CLASS CLASS ..." },
    { "A title\nAnother\nodd: 1 3\neven: 0 2\n", -1, "line 2: a group is written as" },
    { "odd: 1 3\neven\xff: 0 2\n", -1, "this is no text" },
    { "odd: 1 3\0\neven: 0 2\n", 20, "this is no text" },
    { long_text, -1, "far too long" },
    { groups, -1, "too many groups" },
  };
  char *folder = lab_toy_write (3);

  for (guint i = 0; i < 300; i++)
    memcpy (groups + 3 * i, "g:\n", 3);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      put (folder, cases[i].text, cases[i].size);
      g_assert_null (lab_dataset_load (folder, &error));
      g_assert_true (strstr (error->message, FILE_NAME) != NULL);
      lab_failure_assert (&error, LAB_ERROR_DATA, cases[i].part);
    }
  lab_toy_remove (folder);
}

static void
test_no_regular_file (void)
{
  char *folder = lab_toy_write (3);
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autoptr (GError) error = NULL;

  g_unlink (path);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_null (lab_dataset_load (folder, &error));
  lab_failure_assert (&error, LAB_ERROR_DATA, "it is no regular file");
  g_rmdir (path);
  lab_toy_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/groups/mnist", test_mnist);
  g_test_add_func ("/groups/read", test_read);
  g_test_add_func ("/groups/none", test_none);
  g_test_add_func ("/groups/refused", test_refused);
  g_test_add_func ("/groups/no-regular-file", test_no_regular_file);
  return g_test_run ();
}
