# SPDX-License-Identifier: MIT
"""The tutorial's own way: each picture goes through PIL and its transforms when a DataLoader asks for it."""
import peer

import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class Pictures(Dataset):
    """What torchvision.datasets.MNIST does, with files that are there already."""

    def __init__(self, images, labels) -> None:
        self.images = torch.from_numpy(images)
        self.labels = torch.from_numpy(labels).long()
        self.transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, i: int) -> tuple[torch.Tensor, int]:
        return self.transform(Image.fromarray(self.images[i].numpy(), mode="L")), int(self.labels[i])


class Network(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(peer.INPUTS, peer.HIDDEN[0])
        self.fc2 = nn.Linear(peer.HIDDEN[0], peer.HIDDEN[1])
        self.fc3 = nn.Linear(peer.HIDDEN[1], peer.CLASSES)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.view(-1, peer.INPUTS)
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)


def main() -> None:
    arguments = peer.parser(__doc__).parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    loader = DataLoader(Pictures(*peer.load(arguments.data)), batch_size=peer.BATCH_SIZE, shuffle=True)
    network = Network()
    optimizer = torch.optim.Adam(network.parameters(), lr=peer.LEARNING_RATE)
    cross_entropy = nn.CrossEntropyLoss()

    turns = peer.Turns(arguments)
    while True:
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = cross_entropy(network(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        turns.done(total / len(loader))


main()
