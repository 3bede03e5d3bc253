/* SPDX-License-Identifier: MIT */
/*
 * A script says "ready", then trains an epoch for each line that it is given, and says
 * "epoch 1 loss 0.3958 seconds 0.5012" at its end. Whatever else it says counts only when it ends:
 * the last line tells why.
 */
#include "peers.h"

#include "error.h"

#include <gio/gio.h>
#include <signal.h>
#include <string.h>

#define DEBIANS_PYTHON "/usr/bin/python3"

static const struct
{
  const char *script;
  const char *mode; /* (nullable) */
} PEERS[LAB_N_PEERS] = {
  [LAB_PEER_TUTORIAL] = { "tutorial.py", NULL },
  [LAB_PEER_SCIKIT_LEARN] = { "scikit-learn.py", NULL },
  [LAB_PEER_EAGER] = { "pytorch.py", "--mode=eager" },
  [LAB_PEER_SCRIPT] = { "pytorch.py", "--mode=script" },
};

struct _LabPeers
{
  char *folder;
  char *python;
  GSubprocess *processes[LAB_N_PEERS];
  GDataInputStream *said[LAB_N_PEERS];
};

LabPeers *
lab_peers_new (const char *folder, const char *python, GError **error)
{
  LabPeers *self;

  for (guint i = 0; i < LAB_N_PEERS; i++)
    {
      g_autofree char *path = g_build_filename (folder, PEERS[i].script, NULL);

      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        {
          g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                       "peers: there is no ‘%s’: give the folder tests/bench of the source", path);
          return NULL;
        }
    }
  if (python == NULL)
    python = g_file_test (DEBIANS_PYTHON, G_FILE_TEST_IS_EXECUTABLE) ? DEBIANS_PYTHON : "python3";
  self = g_new0 (LabPeers, 1);
  self->folder = g_strdup (folder);
  self->python = g_strdup (python);
  signal (SIGPIPE, SIG_IGN); /* one that has ended is an error like others */
  return self;
}

void
lab_peers_free (LabPeers *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < LAB_N_PEERS; i++)
    if (self->processes[i] != NULL)
      {
        g_subprocess_force_exit (self->processes[i]);
        g_subprocess_wait (self->processes[i], NULL, NULL);
        g_object_unref (self->processes[i]);
        g_object_unref (self->said[i]);
      }
  g_free (self->folder);
  g_free (self->python);
  g_free (self);
}

/* Returns: (transfer full) (nullable): the next line that begins with @word */
static char *
listen (LabPeers *self, LabPeer peer, const char *word, GError **error)
{
  g_autofree char *last = NULL;

  for (;;)
    {
      g_autoptr (GError) ignored = NULL;
      char *line = g_data_input_stream_read_line (self->said[peer], NULL, NULL, &ignored);

      if (line != NULL && g_str_has_prefix (line, word))
        return line;
      if (line == NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s: %s", PEERS[peer].script,
                       last != NULL ? last : "it ended without a word");
          return NULL;
        }
      g_free (last);
      last = line;
    }
}

static gboolean
start (LabPeers *self, LabPeer peer, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, PEERS[peer].script, NULL);
  g_autofree char *ready = NULL;
  g_autoptr (GError) problem = NULL;

  self->processes[peer]
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                              | G_SUBPROCESS_FLAGS_STDERR_MERGE,
                          &problem, self->python, path, "--turns", PEERS[peer].mode, NULL);
  if (self->processes[peer] == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, problem->message);
      return FALSE;
    }
  self->said[peer] = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->processes[peer]));
  ready = listen (self, peer, "ready", error);
  return ready != NULL;
}

double
lab_peers_measure (LabPeers *self, LabPeer peer, GError **error)
{
  g_autofree char *line = NULL;
  const char *seconds;

  if (self->processes[peer] == NULL && !start (self, peer, error))
    return -1.0;
  /* where it does not take the line it has ended, and what it said last tells why */
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->processes[peer]), "\n", 1, NULL,
                             NULL, NULL);
  line = listen (self, peer, "epoch ", error);
  if (line == NULL)
    return -1.0;
  seconds = strstr (line, "seconds ");
  if (seconds == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s: it said ‘%s’",
                   PEERS[peer].script, line);
      return -1.0;
    }
  return g_ascii_strtod (seconds + strlen ("seconds "), NULL);
}
