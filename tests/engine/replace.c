/* SPDX-License-Identifier: MIT */
/* All files or none: of the good case, of one given up, and of failures at each stage. */
#include "core/replace.h"

#include "core/random.h"
#include "failure.h"
#include "temp.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static void
write_text (const LabTemp *folder, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  lab_temp_write (folder, name, bytes);
}

static void
assert_text (const LabTemp *folder, const char *name, const char *expected)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_list (const LabTemp *folder, const char *expected)
{
  g_autofree char *list = lab_temp_list (folder);

  g_assert_cmpstr (list, ==, expected);
}

static LabReplace *
replace_in (const char *folder)
{
  g_autoptr (GError) error = NULL;
  LabReplace *self = lab_replace_new (folder, &error);

  g_assert_no_error (error);
  return self;
}

static void
add (LabReplace *self, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (lab_replace_add (self, name, text, strlen (text), &error));
  g_assert_no_error (error);
}

static void
test_all (void)
{
  g_autoptr (LabTemp) temp = lab_temp_new ();
  g_autofree char *folder = g_build_filename (temp, "a", "b", NULL);
  g_autoptr (GError) error = NULL;

  for (guint time = 0; time < 2; time++)
    {
      g_autoptr (LabReplace) replace = replace_in (folder);
      const char *text = time == 0 ? "first" : "second";

      add (replace, "one.csv", text);
      add (replace, "empty", "");
      add (replace, "deep/er/two.csv", text);
      g_assert_true (lab_replace_commit (replace, &error));
      g_assert_no_error (error);
    }
  assert_list (temp,
               "a/\na/b/\na/b/deep/\na/b/deep/er/\na/b/deep/er/two.csv\na/b/empty\na/b/one.csv\n");
  assert_text (folder, "one.csv", "second");
  assert_text (folder, "deep/er/two.csv", "second");
  assert_text (folder, "empty", "");
}

static void
test_large (void)
{
  g_autoptr (LabTemp) temp = lab_temp_new ();
  g_autofree char *path = g_build_filename (temp, "large", NULL);
  const gsize size = 5000001;
  g_autofree char *data = g_malloc (size);
  g_autofree char *read = NULL;
  gsize n_read;
  LabRandom random;

  lab_random_init (&random, 1, LAB_STREAM_NOISE, 0);
  for (gsize i = 0; i < size; i++)
    data[i] = (char) lab_random_below (&random, 256);
  {
    g_autoptr (LabReplace) replace = replace_in (temp);

    g_assert_true (lab_replace_add (replace, "large", data, size, NULL));
    g_assert_true (lab_replace_commit (replace, NULL));
  }
  g_assert_true (g_file_get_contents (path, &read, &n_read, NULL));
  g_assert_cmpmem (read, n_read, data, size);
}

/* Before the commit nothing has changed, and giving up leaves nothing behind. */
static void
test_given_up (void)
{
  g_autoptr (LabTemp) temp = lab_temp_new ();
  g_autofree char *folder = g_build_filename (temp, "new", "folder", NULL);

  write_text (temp, "old", "as it was");
  {
    g_autoptr (LabReplace) here = replace_in (temp);
    g_autoptr (LabReplace) there = replace_in (folder);

    add (here, "old", "changed");
    add (here, "deep/new", "made");
    add (there, "new", "made");
    assert_text (temp, "old", "as it was");
  }
  assert_list (temp, "old\n");
  assert_text (temp, "old", "as it was");
}

/* A folder that it made stays where somebody has put something into it. */
static void
test_shared_folder (void)
{
  g_autoptr (LabTemp) temp = lab_temp_new ();
  g_autofree char *folder = g_build_filename (temp, "a", "b", NULL);

  {
    g_autoptr (LabReplace) replace = replace_in (folder);

    add (replace, "ours", "");
    write_text (temp, "a/theirs", "");
  }
  assert_list (temp, "a/\na/theirs\n");
}

static void
test_below_a_file (void)
{
  g_autoptr (LabTemp) temp = lab_temp_new ();
  g_autofree char *file = g_build_filename (temp, "file", NULL);
  g_autofree char *below = g_build_filename (file, "folder", NULL);
  g_autoptr (GError) error = NULL;

  write_text (temp, "file", "text");
  g_assert_null (lab_replace_new (file, &error));
  lab_failure_assert (&error, LAB_ERROR_OUTPUT, "file’: Not a directory; choose another folder");
  g_assert_null (lab_replace_new (below, &error));
  lab_failure_assert (&error, LAB_ERROR_OUTPUT, "file");
  {
    g_autoptr (LabReplace) replace = replace_in (temp);

    add (replace, "good", "");
    g_assert_false (lab_replace_add (replace, "file/bad", "", 0, &error));
    lab_failure_assert (&error, LAB_ERROR_OUTPUT, "file");
    g_assert_false (lab_replace_commit (replace, &error));
    lab_failure_assert (&error, LAB_ERROR_OUTPUT, temp);
  }
  assert_list (temp, "file\n");
  assert_text (temp, "file", "text");
}

/* What was made on the way to a folder that cannot be made is taken back. */
static void
test_half_a_path (void)
{
  g_autoptr (LabTemp) temp = lab_temp_new ();
  g_autofree char *long_name = g_strnfill (300, 'x');
  g_autofree char *folder = g_build_filename (temp, "a", "b", long_name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (lab_replace_new (folder, &error));
  lab_failure_assert (&error, LAB_ERROR_OUTPUT, long_name);
  assert_list (temp, "");
}

static void
test_target_is_a_folder (void)
{
  g_autoptr (LabTemp) temp = lab_temp_new ();
  g_autofree char *taken = g_build_filename (temp, "taken", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (taken, 0777), ==, 0);
  {
    g_autoptr (LabReplace) replace = replace_in (temp);

    add (replace, "good", "");
    g_assert_false (lab_replace_add (replace, "taken", "", 0, &error));
    lab_failure_assert (&error, LAB_ERROR_OUTPUT, "taken’: Is a directory; choose another folder");
    g_assert_false (lab_replace_commit (replace, &error));
    lab_failure_assert (&error, LAB_ERROR_OUTPUT, temp);
  }
  assert_list (temp, "taken/\n");
}

/* A rename that fails takes back the ones before it. */
static void
test_rename_fails (void)
{
  g_autoptr (LabTemp) temp = lab_temp_new ();
  g_autofree char *in_the_way = g_build_filename (temp, "third", NULL);
  g_autoptr (GError) error = NULL;

  write_text (temp, "first", "as it was");
  {
    g_autoptr (LabReplace) replace = replace_in (temp);

    add (replace, "first", "changed");
    add (replace, "second", "new");
    add (replace, "third", "new");
    add (replace, "fourth", "new");
    g_assert_cmpint (g_mkdir (in_the_way, 0777), ==, 0);
    g_assert_false (lab_replace_commit (replace, &error));
    lab_failure_assert (&error, LAB_ERROR_OUTPUT, "third");
    g_assert_false (lab_replace_commit (replace, &error));
    lab_failure_assert (&error, LAB_ERROR_OUTPUT, temp);
  }
  assert_list (temp, "first\nthird/\n");
  assert_text (temp, "first", "as it was");
}

/* A limit on the size of files stands in for a disk that is full. */
static void
test_full_disk (void)
{
  g_autoptr (LabTemp) temp = lab_temp_new ();
  g_autofree char *folder = g_build_filename (temp, "new", NULL);
  g_autofree char *data = g_strnfill (100000, 'x');
  g_autoptr (GError) error = NULL;
  struct rlimit before, small;
  gboolean added;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 50000;
  signal (SIGXFSZ, SIG_IGN);
  {
    g_autoptr (LabReplace) replace = replace_in (folder);

    add (replace, "small", "text");
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
    added = lab_replace_add (replace, "large", data, strlen (data), &error);
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
    g_assert_false (added);
    lab_failure_assert (&error, LAB_ERROR_OUTPUT, "; free some space or choose another folder");
    g_assert_false (lab_replace_commit (replace, &error));
    lab_failure_assert (&error, LAB_ERROR_OUTPUT, folder);
  }
  signal (SIGXFSZ, SIG_DFL);
  assert_list (temp, "");
}

static void
test_read_only_folder (void)
{
  g_autoptr (LabTemp) temp = lab_temp_new ();
  g_autofree char *probe = g_build_filename (temp, "probe", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_chmod (temp, 0500), ==, 0);
  if (g_mkdir (probe, 0777) == 0)
    g_test_skip ("this user may write everywhere");
  else
    {
      g_assert_null (lab_replace_new (temp, &error));
      lab_failure_assert (&error, LAB_ERROR_OUTPUT, temp);
    }
  g_assert_cmpint (g_chmod (temp, 0700), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/replace/all", test_all);
  g_test_add_func ("/replace/large", test_large);
  g_test_add_func ("/replace/given-up", test_given_up);
  g_test_add_func ("/replace/shared-folder", test_shared_folder);
  g_test_add_func ("/replace/below-a-file", test_below_a_file);
  g_test_add_func ("/replace/half-a-path", test_half_a_path);
  g_test_add_func ("/replace/target-is-a-folder", test_target_is_a_folder);
  g_test_add_func ("/replace/rename-fails", test_rename_fails);
  g_test_add_func ("/replace/full-disk", test_full_disk);
  g_test_add_func ("/replace/read-only-folder", test_read_only_folder);
  return g_test_run ();
}
