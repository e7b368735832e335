"""The tables and the data that every new or reset Bookstore begins with."""

import sqlite3

_TABLES = (
    """
    CREATE TABLE books (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        author TEXT NOT NULL,
        year INTEGER NOT NULL,
        genre TEXT,
        price_cents INTEGER NOT NULL DEFAULT 2500,
        featured INTEGER NOT NULL DEFAULT 0
    )
    """,
    """
    CREATE TABLE covers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        book_id INTEGER NOT NULL REFERENCES books (id) ON DELETE CASCADE,
        caption TEXT NOT NULL,
        filename TEXT NOT NULL,
        media_type TEXT NOT NULL,
        content BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE orders (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        reference TEXT NOT NULL UNIQUE,
        email TEXT NOT NULL,
        total REAL NOT NULL,
        created_at TEXT NOT NULL,
        token_digest BLOB NOT NULL,
        content TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE accounts (
        username TEXT PRIMARY KEY,
        full_name TEXT NOT NULL,
        email TEXT NOT NULL,
        scopes TEXT NOT NULL,
        salt BLOB NOT NULL,
        password_digest BLOB NOT NULL
    )
    """,
)

# id, title, author, year of first publication, genre, price in cents, featured
_BOOKS = (
    (1, "Clean Code", "Robert C. Martin", 2008, "Software Engineering", 3999, 1),
    (2, "The Pragmatic Programmer", "Andrew Hunt and David Thomas", 1999, "Software Engineering", 4199, 1),
    (3, "Refactoring", "Martin Fowler", 1999, "Software Engineering", 4499, 0),
    (4, "Design Patterns", "Gamma, Helm, Johnson and Vlissides", 1994, "Software Engineering", 4999, 0),
    (5, "The Mythical Man-Month", "Frederick P. Brooks Jr.", 1975, "Software Engineering", 2999, 0),
    (6, "Code Complete", "Steve McConnell", 1993, "Software Engineering", 3799, 0),
    (7, "Working Effectively with Legacy Code", "Michael Feathers", 2004, "Software Engineering", 4599, 0),
    (8, "Domain-Driven Design", "Eric Evans", 2003, "Software Engineering", 5299, 0),
    (9, "Structure and Interpretation of Computer Programs", "Abelson and Sussman", 1985, "Computer Science", 4899, 1),
    (10, "Introduction to Algorithms", "Cormen, Leiserson and Rivest", 1990, "Computer Science", 8999, 0),
    (11, "Gödel, Escher, Bach", "Douglas R. Hofstadter", 1979, "Computer Science", 2299, 0),
    (12, "The C Programming Language", "Brian W. Kernighan and Dennis M. Ritchie", 1978, "Programming", 4299, 0),
    (13, "Fluent Python", "Luciano Ramalho", 2015, "Programming", 5499, 0),
    (14, "Designing Data-Intensive Applications", "Martin Kleppmann", 2017, "Databases", 4399, 0),
    (15, "Dune", "Frank Herbert", 1965, "Science Fiction", 1299, 1),
    (16, "The Left Hand of Darkness", "Ursula K. Le Guin", 1969, "Science Fiction", 1199, 0),
    (17, "Neuromancer", "William Gibson", 1984, "Science Fiction", 1099, 0),
    (18, "The Hobbit", "J. R. R. Tolkien", 1937, "Fantasy", 1399, 0),
    (19, "Nineteen Eighty-Four", "George Orwell", 1949, "Fiction", 999, 0),
    (20, "Pride and Prejudice", "Jane Austen", 1813, "Fiction", 899, 0),
    (21, "Don Quixote", "Miguel de Cervantes", 1605, "Fiction", 1599, 0),
    (22, "A Brief History of Time", "Stephen Hawking", 1988, None, 1499, 0),
)

# The passwords are in the description of POST /token; scrypt with the parameters of `embedded_api.security`.
_ACCOUNTS = (
    (
        "ada",
        "Ada Lovelace",
        "ada@example.org",
        "me orders",
        b"bookstore/ada",
        bytes.fromhex(
            "cc0443ae0205d76fb90cede0319cec098d8660f6db14915a054302ce1d003253"
            "9a0c21980403933d6019c4b991b366ccde780d4252f3164758d3e3670ec82e8a"
        ),
    ),
    (
        "grace",
        "Grace Hopper",
        "grace@example.org",
        "me",
        b"bookstore/grace",
        bytes.fromhex(
            "c9cd15af6c64cba5290e00a0d485226859cde2cbf9f9e276384baaefb8fa6c26"
            "5f028cba736bf72aa806af33a148a85441bb151d901684b30080a249155bca44"
        ),
    ),
)


def create_tables(connection: sqlite3.Connection) -> None:
    """Makes the tables of an empty database."""
    for statement in _TABLES:
        connection.execute(statement)


def fill_tables(connection: sqlite3.Connection) -> None:
    """Puts the seed data into empty tables."""
    connection.executemany(
        "INSERT INTO books (id, title, author, year, genre, price_cents, featured) VALUES (?, ?, ?, ?, ?, ?, ?)", _BOOKS
    )
    connection.executemany("INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?)", _ACCOUNTS)
