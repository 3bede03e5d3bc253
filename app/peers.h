/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** LabPeer: what else trains the same network: the scripts in tests/bench, which say how. */
typedef enum
{
  LAB_PEER_TUTORIAL,
  LAB_PEER_SCIKIT_LEARN,
  LAB_PEER_EAGER,
  LAB_PEER_SCRIPT,
  LAB_N_PEERS,
} LabPeer;

/**
 * LabPeers:
 *
 * The scripts, each a process of its own from when it is first asked; between its turns it sleeps.
 */
typedef struct _LabPeers LabPeers;

/**
 * lab_peers_new:
 * @folder: where the scripts are
 * @python: (nullable): what runs them; by default Debian's, which has PyTorch and scikit-learn
 * where they are installed
 *
 * **Errors**: %LAB_ERROR_REQUEST when a script is not there.
 */
LabPeers *lab_peers_new (const char *folder, const char *python, GError **error);
void lab_peers_free (LabPeers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabPeers, lab_peers_free)

/**
 * lab_peers_measure: has one train an epoch.
 *
 * Returns: seconds, or a negative number
 *
 * **Errors**: %G_IO_ERROR_NOT_SUPPORTED when it does not run here, with what it said.
 */
double lab_peers_measure (LabPeers *self, LabPeer peer, GError **error);

G_END_DECLS
